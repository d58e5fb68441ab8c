CREATE TABLE application (
    id TEXT PRIMARY KEY,
    application_no TEXT, visit TEXT, visit_no TEXT, household_no TEXT, member_no TEXT, township_code TEXT, bank TEXT, purpose_code TEXT, purpose_text TEXT, industry TEXT, cycle TEXT, need_month TEXT, repayment_source TEXT, check_no TEXT, policy_pack_version TEXT, roster_version TEXT, credit_rating TEXT, credit_conclusion TEXT, correction_reason TEXT, applied_on TEXT, rated_on TEXT, concluded_on TEXT, consent_on TEXT, said_at TEXT, applied_amount_fen INTEGER, applied_months INTEGER, cycle_months INTEGER, credit_limit_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX application_by_household ON application (household_no);

CREATE INDEX application_by_no ON application (application_no);

CREATE TABLE application_handover (
    id TEXT PRIMARY KEY,
    handover_no TEXT, township_code TEXT, bank TEXT, way TEXT, handed_to TEXT, note TEXT, applications TEXT, handed_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE archive (
    id INTEGER PRIMARY KEY, places TEXT NOT NULL, packed TEXT NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL,
    officer TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;

CREATE TABLE bank_decision (
    id TEXT PRIMARY KEY,
    application_no TEXT, township_code TEXT, bank TEXT, decision TEXT, reason TEXT, said_by TEXT, note TEXT, corrects TEXT, correction_reason TEXT, decided_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_decision_by_application ON bank_decision (application_no);

CREATE TABLE bank_parameter (
    id TEXT PRIMARY KEY,
    bank TEXT, key TEXT, value TEXT, source_document TEXT, filled_by TEXT, status TEXT,
    effective_from TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE bank_step (
    id TEXT PRIMARY KEY,
    declaration TEXT, step TEXT, way TEXT, notice_no TEXT, reason TEXT, happened_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_step_by_declaration ON bank_step (declaration);

CREATE TABLE blob (
    sha256 TEXT PRIMARY KEY, data BLOB NOT NULL, staged TEXT, staged_at TEXT
) STRICT;

CREATE INDEX blob_staged ON blob (staged_at) WHERE staged_at IS NOT NULL;

CREATE TABLE blob_peer (
    device TEXT NOT NULL, sha256 TEXT NOT NULL, wanted INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE board_answer (
    id TEXT PRIMARY KEY,
    notice_no TEXT, township_code TEXT, why TEXT, note TEXT, answered_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX board_answer_by_no ON board_answer (notice_no);

CREATE TABLE bundle (
    n INTEGER NOT NULL, direction TEXT NOT NULL, name TEXT NOT NULL, peer TEXT NOT NULL,
    sha256 TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    operations INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL, contents TEXT NOT NULL DEFAULT '', number INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (direction, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_money (
    id TEXT PRIMARY KEY,
    claim_no TEXT, recovery_no TEXT, township_code TEXT, entry_no TEXT, voucher_no TEXT, corrects_entry_no TEXT, note TEXT, moved_on TEXT, said_at TEXT, amount_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_money_by_claim ON claim_money (claim_no);

CREATE TABLE claim_review (
    id TEXT PRIMARY KEY,
    claim TEXT, township_code TEXT, office TEXT, result TEXT, reason_code TEXT, note TEXT, document_no TEXT, reviewed_on TEXT, said_at TEXT, cause_verified INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_review_by_claim ON claim_review (claim);

CREATE TABLE claim_withdrawal (
    id TEXT PRIMARY KEY,
    claim_no TEXT, township_code TEXT, reason TEXT, withdrawn_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE compensation_claim (
    id TEXT PRIMARY KEY,
    claim_no TEXT, township_code TEXT, household_no TEXT, borrower_name TEXT, id_tail TEXT, loan_no TEXT, contract_no TEXT, product_code TEXT, bank TEXT, outlet TEXT, cause TEXT, cause_note TEXT, renewal_note TEXT, npl_source TEXT, late_reason TEXT, policy_pack TEXT, policy_digest TEXT, note TEXT, spells TEXT, materials TEXT, clauses TEXT, signed_on TEXT, drawn_on TEXT, maturity_on TEXT, overdue_since TEXT, claimed_on TEXT, deadline TEXT, npl_on TEXT, said_at TEXT, revision INTEGER, trigger INTEGER, principal_fen INTEGER, claim_principal_fen INTEGER, claim_interest_fen INTEGER, loss_fen INTEGER, fund_share_fen INTEGER, bank_share_fen INTEGER, npl_product_ppm INTEGER, npl_bank_ppm INTEGER, renewable INTEGER, use_deviation INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_by_household ON compensation_claim (household_no);

CREATE INDEX claim_by_loan ON compensation_claim (loan_no);

CREATE INDEX claim_by_no ON compensation_claim (claim_no);

CREATE TABLE contact_person (
    id TEXT PRIMARY KEY,
    name TEXT, role TEXT, org TEXT, staff_no TEXT, phone TEXT, photo_hash TEXT, status TEXT,
    township_code TEXT, areas TEXT, valid_from TEXT, valid_to TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, address TEXT, hours TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE county_parameter (
    id TEXT PRIMARY KEY,
    key TEXT, value TEXT, source_document TEXT, filled_by TEXT, status TEXT,
    effective_from TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE day_close (
    id TEXT PRIMARY KEY,
    township_code TEXT, day TEXT, closed_at TEXT, visits INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE declaration (
    id TEXT PRIMARY KEY,
    batch_no TEXT, township_code TEXT, bank TEXT, region TEXT, digest TEXT, period_from TEXT, period_to TEXT, list_closed_on TEXT, frozen_on TEXT, said_at TEXT, revision INTEGER, year INTEGER, quarter INTEGER, households INTEGER, lines INTEGER, interest_fen INTEGER, central_t1_fen INTEGER, province_t1_fen INTEGER, central_t2_fen INTEGER, local_fen INTEGER, subsidy_fen INTEGER, borrower_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX declaration_by_no ON declaration (batch_no, revision);

CREATE TABLE device_cert (
    id TEXT PRIMARY KEY,
    officer_name TEXT, role TEXT, bank TEXT, letter TEXT, state TEXT, certificate TEXT,
    signing_key TEXT, sealing_key TEXT, token TEXT, cutoff TEXT, townships TEXT,
    issued_on TEXT, expires_on TEXT, revoked_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE doubtful (
    stream INTEGER NOT NULL, seq INTEGER NOT NULL, received_at TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    kind TEXT NOT NULL, key TEXT NOT NULL, "values" TEXT NOT NULL, saved_at TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE eligibility_check (
    id TEXT PRIMARY KEY,
    check_no TEXT, household_no TEXT, member_no TEXT, township_code TEXT, purpose_code TEXT,
    purpose_text TEXT, policy_pack_version TEXT, roster_version TEXT, overall_result TEXT,
    reviewed_by TEXT, review_reason TEXT, corrects_check_no TEXT, facts TEXT, rows TEXT,
    checked_on TEXT, valid_until TEXT, reviewed_at TEXT, applied_amount_fen INTEGER,
    applied_months INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, policy_digest TEXT, digest TEXT) STRICT, WITHOUT ROWID;

CREATE INDEX check_by_household ON eligibility_check (household_no, checked_on);

CREATE TABLE enrolment (
    id TEXT PRIMARY KEY,
    device TEXT, token TEXT, officer_name TEXT, signing_key TEXT, sealing_key TEXT,
    recovery_sealed TEXT, enrolled_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (
    id TEXT PRIMARY KEY,
    township_code TEXT, kind TEXT, subject TEXT, reason TEXT, ops TEXT, blobs TEXT, erased_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    visit TEXT, township_code TEXT, sha256 TEXT, taken_at TEXT, added_at TEXT,
    size INTEGER, width INTEGER, height INTEGER, latitude_e6 INTEGER, longitude_e6 INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX evidence_by_hash ON evidence (sha256, gone);

CREATE INDEX evidence_by_visit ON evidence (visit, gone);

CREATE TABLE fund_entry (
    id TEXT PRIMARY KEY,
    entry_no TEXT, kind TEXT, ref_no TEXT, voucher_no TEXT, claim_no TEXT, recovery_no TEXT, corrects_entry_no TEXT, note TEXT, moved_on TEXT, said_at TEXT, amount_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE fund_statement (
    id TEXT PRIMARY KEY,
    account_no TEXT, source TEXT, note TEXT, stated_on TEXT, said_at TEXT, small_loans_fen INTEGER, older_loans_fen INTEGER, account_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE handed (
    n INTEGER NOT NULL, place TEXT NOT NULL, move TEXT NOT NULL, tbl TEXT NOT NULL,
    "row" TEXT NOT NULL,
    hlc INTEGER NOT NULL DEFAULT 0, officer TEXT NOT NULL DEFAULT '',
    scope TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '', payload BLOB,
    stub INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (n, place, move)
) STRICT, WITHOUT ROWID;

CREATE INDEX handed_by_move ON handed (move);

CREATE INDEX handed_by_row ON handed (tbl, "row");

CREATE TABLE head (
    tbl TEXT NOT NULL, "row" TEXT NOT NULL, field TEXT NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, value TEXT NOT NULL, disputed INTEGER NOT NULL,
    PRIMARY KEY (tbl, "row", field, stream, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX head_disputed ON head (tbl, "row", field) WHERE disputed = 1;

CREATE TABLE hinge (
    what TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (what, key, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX hinge_by_op ON hinge (n);

CREATE TABLE household (
    n INTEGER PRIMARY KEY,
    household_no TEXT NOT NULL UNIQUE, ending TEXT NOT NULL,
    township_code TEXT NOT NULL, division_code TEXT,
    county TEXT, township TEXT, admin_village TEXT, natural_village TEXT, group_no TEXT,
    head_name TEXT, household_phone TEXT, member_count INTEGER, household_type TEXT,
    monitor_category TEXT, poverty_exit_year INTEGER, first_identified_on TEXT,
    risk_identified_on TEXT, risk_cleared_on TEXT, risk_cleared TEXT,
    needs_continued_support TEXT, risk_cause TEXT, per_capita_net_income_fen INTEGER,
    relocated INTEGER, resettlement_area TEXT, household_status TEXT NOT NULL,
    source_roster_version TEXT NOT NULL, source TEXT NOT NULL
) STRICT;

CREATE INDEX household_by_ending ON household (ending);

CREATE INDEX household_by_village
    ON household (township_code, division_code, household_no, household_status);

CREATE INDEX household_villages ON household (township_code, division_code, admin_village, township) WHERE household_status = 'listed';

CREATE TABLE household_move (
    id TEXT PRIMARY KEY,
    household_no TEXT, township_code TEXT, kind TEXT, other TEXT, moved_on TEXT, rows TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL,
    stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX move_by_household ON household_move (household_no, scope, hlc);

CREATE TABLE household_note (
    id TEXT PRIMARY KEY,
    phone TEXT, address_note TEXT, needs_note TEXT, best_time TEXT, remark TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX note_phone_tail ON household_note (substr(phone, -4));

CREATE INDEX note_phones ON household_note (phone) WHERE instr(phone, '、') > 0;

CREATE TABLE import_mapping (
    kind TEXT NOT NULL, header_digest TEXT NOT NULL, headers TEXT NOT NULL, mapping TEXT NOT NULL,
    remembered_at TEXT NOT NULL, officer TEXT NOT NULL,
    PRIMARY KEY (kind, header_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_run (
    run TEXT PRIMARY KEY,
    kind TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, reading TEXT NOT NULL,
    taken_at TEXT NOT NULL, officer TEXT NOT NULL, as_of TEXT, version TEXT NOT NULL,
    rows INTEGER NOT NULL, imported_rows INTEGER NOT NULL, held_rows INTEGER NOT NULL,
    adopted INTEGER NOT NULL, written INTEGER NOT NULL, keys TEXT NOT NULL,
    operations TEXT NOT NULL,
    undone_at TEXT, undone_by TEXT, undo_reason TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX import_run_by_file ON import_run (kind, sha256);

CREATE TABLE interest_settlement (
    id TEXT PRIMARY KEY,
    loan_no TEXT, township_code TEXT, balance_change TEXT, settled_on TEXT, period_from TEXT,
    period_to TEXT, paid_on TEXT, days INTEGER, product_sum_fen_days INTEGER,
    interest_due_fen INTEGER, interest_paid_fen INTEGER, penalty_paid_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, originals TEXT) STRICT, WITHOUT ROWID;

CREATE INDEX settlement_by_loan ON interest_settlement (loan_no);

CREATE INDEX settlement_by_period ON interest_settlement (loan_no, period_to);

CREATE INDEX settlement_changes ON interest_settlement (loan_no)
    WHERE balance_change IS NOT NULL;

CREATE TABLE large_need (
    id TEXT PRIMARY KEY,
    application_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, reason TEXT, evidence TEXT, approver TEXT, note TEXT, correction_reason TEXT, approved_on TEXT, said_at TEXT, amount_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX large_need_by_application ON large_need (application_no);

CREATE TABLE ledger_left (id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, hlc INTEGER NOT NULL, from_on TEXT NOT NULL, to_on TEXT NOT NULL, township_code TEXT NOT NULL, village TEXT NOT NULL, household_no TEXT NOT NULL, text TEXT NOT NULL, method TEXT NOT NULL, officer TEXT NOT NULL) STRICT;

CREATE TABLE line_choice (
    id TEXT PRIMARY KEY,
    batch TEXT, loan_no TEXT, renewal_type TEXT, choice TEXT, reason TEXT, line_no INTEGER, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX choice_by_batch ON line_choice (batch);

CREATE TABLE line_review (
    id TEXT PRIMARY KEY,
    declaration TEXT, loan_no TEXT, result TEXT, reason_code TEXT, note TEXT, line_no INTEGER, reviewed_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX review_by_declaration ON line_review (declaration);

CREATE TABLE loan (
    id TEXT PRIMARY KEY,
    contract_no TEXT, loan_no TEXT, product_code TEXT, household_no TEXT, member_no TEXT,
    township_code TEXT, borrower_name TEXT, settlement_mode TEXT, guarantee_type TEXT,
    purpose_code TEXT, purpose_text TEXT, industry_code TEXT, policy_pack_id TEXT,
    renews_loan_no TEXT, risk_class TEXT, loan_status TEXT, bank TEXT, large_need_reason TEXT,
    originals TEXT, signed_on TEXT, drawn_on TEXT, maturity_on TEXT,
    extended_maturity_on TEXT, overdue_since TEXT, principal_fen INTEGER, balance_fen INTEGER,
    rate_ppm INTEGER, day_basis INTEGER, months INTEGER, subsidy_cap_fen INTEGER,
    renewal_count INTEGER, overdue_principal_fen INTEGER, overdue_interest_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, policy_reason TEXT, balance_on TEXT, first_rate_ppm INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX loan_by_household ON loan (household_no);

CREATE INDEX loan_by_no ON loan (loan_no);

CREATE INDEX loan_by_scope ON loan (scope, household_no);

CREATE INDEX loan_contract_tail ON loan (upper(substr(contract_no, -4)));

CREATE INDEX loan_renewals ON loan (renews_loan_no) WHERE renews_loan_no IS NOT NULL;

CREATE INDEX loan_tail ON loan (upper(substr(loan_no, -4)));

CREATE TABLE loan_contract (
    id TEXT PRIMARY KEY,
    application_no TEXT, township_code TEXT, bank TEXT, contract_no TEXT, check_no TEXT, policy_pack_id TEXT, policy_reason TEXT, policy_digest TEXT, roster_version TEXT, correction_reason TEXT, signed_on TEXT, maturity_on TEXT, said_at TEXT, principal_fen INTEGER, rate_ppm INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX loan_contract_by_application ON loan_contract (application_no);

CREATE INDEX loan_contract_by_no ON loan_contract (contract_no);

CREATE TABLE member (
    n INTEGER PRIMARY KEY,
    household_no TEXT NOT NULL, member_no TEXT NOT NULL, name TEXT, id_number TEXT,
    relation_to_head TEXT, sex TEXT, birth_date TEXT, ethnicity TEXT, education TEXT,
    health_status TEXT, labour_skill TEXT, phone TEXT, alive INTEGER, died_on TEXT,
    member_identified_on TEXT, originals TEXT,
    UNIQUE (household_no, member_no)
) STRICT;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE need_end (
    id TEXT PRIMARY KEY,
    visit TEXT, township_code TEXT, outcome TEXT, reason TEXT, check_no TEXT, said_by TEXT,
    note TEXT, correction_reason TEXT, settles TEXT, ended_on TEXT, recorded_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX need_end_by_visit ON need_end (visit, gone);

CREATE TABLE notice_delivery (
    id TEXT PRIMARY KEY,
    notice_no TEXT, township_code TEXT, way TEXT, result TEXT, delivered_by TEXT, witness TEXT,
    note TEXT, delivered_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_delivery_by_no ON notice_delivery (notice_no, gone);

CREATE TABLE notice_issued (
    id TEXT PRIMARY KEY,
    notice_no TEXT, kind TEXT, title TEXT, policy_pack_version TEXT, subject_kind TEXT,
    subject TEXT, township_code TEXT, division_code TEXT, household_no TEXT, paper TEXT,
    mask_level TEXT, sha256 TEXT, check_code TEXT, posted_place TEXT, voids_notice_no TEXT,
    void_reason TEXT, params TEXT, issued_on TEXT, posted_from TEXT, posted_to TEXT,
    issued_at TEXT, copies INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_by_household ON notice_issued (household_no) WHERE household_no IS NOT NULL;

CREATE INDEX notice_by_no ON notice_issued (notice_no);

CREATE INDEX notice_by_place ON notice_issued (kind, division_code, issued_at);

CREATE TABLE objection (
    id TEXT PRIMARY KEY,
    objection_no TEXT, declaration TEXT, loan_no TEXT, raised_by TEXT, text TEXT, line_no INTEGER, raised_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX objection_by_declaration ON objection (declaration);

CREATE TABLE objection_end (
    id TEXT PRIMARY KEY,
    objection TEXT, outcome TEXT, note TEXT, decided_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX objection_end_by_objection ON objection_end (objection);

CREATE TABLE office_step (
    id TEXT PRIMARY KEY,
    declaration TEXT, step TEXT, level TEXT, place TEXT, phone TEXT, witness TEXT, document_no TEXT, notice_no TEXT, note TEXT, digest TEXT, lines TEXT, happened_on TEXT, from_on TEXT, to_on TEXT, said_at TEXT, days INTEGER, subsidy_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX office_step_by_declaration ON office_step (declaration);

CREATE TABLE op (
    n INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL, seq INTEGER NOT NULL, hlc INTEGER NOT NULL,
    officer TEXT NOT NULL, schema INTEGER NOT NULL, tbl TEXT NOT NULL, "row" TEXT NOT NULL,
    kind TEXT NOT NULL, scope TEXT NOT NULL, payload BLOB, digest BLOB NOT NULL,
    chain BLOB NOT NULL, refused TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX op_of_picture ON op (n, "row") WHERE tbl = 'evidence' AND kind = 'insert';

CREATE TRIGGER visit_erased AFTER DELETE ON outreach_visit WHEN OLD.gone = 0 BEGIN UPDATE visit_day SET visits = visits - 1 WHERE day = OLD.visited_on; END;

CREATE TRIGGER visit_went AFTER UPDATE OF gone ON outreach_visit WHEN OLD.gone <> NEW.gone BEGIN UPDATE visit_day SET visits = visits + (CASE NEW.gone WHEN 0 THEN 1 ELSE -1 END) WHERE day = NEW.visited_on; END;

CREATE TABLE outreach_visit (
    id TEXT PRIMARY KEY,
    visit_no TEXT, household_no TEXT, township_code TEXT, publicity_method TEXT,
    contact_result TEXT, person_met TEXT, relation_to_head TEXT, policy_understood TEXT,
    need_use TEXT, need_month TEXT, no_need_reason TEXT, follow_up TEXT, slip_no TEXT,
    participants TEXT, note TEXT, corrects_visit_no TEXT, correction_reason TEXT, topics TEXT,
    evidence_hashes TEXT, visited_on TEXT, follow_up_due TEXT, visited_at TEXT,
    need_amount_fen INTEGER, has_need INTEGER, signed INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, walk_in_no TEXT, taken_over TEXT, kept_by TEXT, originals TEXT, handouts TEXT, note_no INTEGER, person_no INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX visit_by_household ON outreach_visit (household_no, visited_on, hlc, contact_result, has_need, follow_up_due, corrects_visit_no, visit_no, gone);

CREATE INDEX visit_by_no ON outreach_visit (visit_no);

CREATE INDEX visit_by_note ON outreach_visit (note_no, visited_on, hlc, household_no, walk_in_no) WHERE gone = 0 AND note_no IS NOT NULL;

CREATE INDEX visit_by_person ON outreach_visit (person_no, visited_on, hlc, note_no, household_no, walk_in_no) WHERE gone = 0 AND person_no IS NOT NULL;

CREATE INDEX visit_by_walk_in ON outreach_visit (walk_in_no) WHERE walk_in_no IS NOT NULL;

CREATE INDEX visit_corrections ON outreach_visit (corrects_visit_no)
    WHERE corrects_visit_no IS NOT NULL;

CREATE INDEX visit_in_order ON outreach_visit (visited_on, hlc, contact_result, visit_no) WHERE gone = 0;

CREATE INDEX visit_needs ON outreach_visit
    (visited_on, corrects_visit_no, visit_no, household_no, taken_over, gone, has_need, hlc)
    WHERE has_need = 1;

CREATE INDEX visit_promises ON outreach_visit (follow_up_due) WHERE follow_up_due IS NOT NULL;

CREATE TABLE overdue_case (
    id TEXT PRIMARY KEY,
    case_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, source TEXT, cause TEXT, note TEXT, signals TEXT, opened_on TEXT, overdue_since TEXT, overdue_principal_fen INTEGER, overdue_interest_fen INTEGER, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX overdue_case_by_loan ON overdue_case (loan_no);

CREATE TABLE overdue_end (
    id TEXT PRIMARY KEY,
    case_no TEXT, loan_no TEXT, township_code TEXT, outcome TEXT, claim_no TEXT, reason TEXT, ended_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX overdue_end_by_case ON overdue_end (case_no);

CREATE TABLE overdue_step (
    id TEXT PRIMARY KEY,
    step_no TEXT, case_no TEXT, loan_no TEXT, township_code TEXT, measure TEXT, met TEXT, told TEXT, cause TEXT, renewable TEXT, next_step TEXT, note TEXT, corrects_step_no TEXT, correction_reason TEXT, participants TEXT, signals TEXT, happened_on TEXT, promised_on TEXT, next_on TEXT, promised_fen INTEGER, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX overdue_step_by_case ON overdue_step (case_no);

CREATE TABLE paper_return (
    id TEXT PRIMARY KEY,
    notice_no TEXT, kind TEXT, township_code TEXT, household_no TEXT, record_no TEXT, note TEXT,
    returned_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_return_by_household ON paper_return (household_no) WHERE household_no IS NOT NULL;

CREATE INDEX paper_return_by_no ON paper_return (notice_no);

CREATE TABLE payment_result (
    id TEXT PRIMARY KEY,
    batch TEXT, project_code TEXT, township_code TEXT, village TEXT, household_no TEXT, name TEXT,
    id_kind TEXT, id_number TEXT, bank_name TEXT, account TEXT, basis TEXT, measure TEXT,
    loan_no TEXT, pay_status TEXT, fail_reason TEXT, source_name TEXT, originals TEXT,
    paid_on TEXT, year INTEGER, amount_fen INTEGER, source_row INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_by_loan ON payment_result (loan_no, batch);

CREATE TABLE peer (
    device TEXT NOT NULL, stream TEXT NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0,
    chain BLOB, confirmed_at TEXT, sent INTEGER NOT NULL DEFAULT 0, sent_at TEXT,
    PRIMARY KEY (device, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_document (
    id TEXT PRIMARY KEY,
    file TEXT, kind TEXT, pack_id TEXT, number TEXT, title TEXT, digest TEXT, signature TEXT,
    reason TEXT, installed_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    content TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_set (
    id TEXT PRIMARY KEY,
    digest TEXT, files TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX policy_set_by_digest ON policy_set (digest);

CREATE TABLE post_loan_inspection (
    id TEXT PRIMARY KEY,
    inspection_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, kind TEXT, use_as_agreed TEXT, actual_user TEXT, passed_on TEXT, passed_to TEXT, business_state TEXT, assets TEXT, repayment_source TEXT, family_change TEXT, risk_note TEXT, conclusion TEXT, measures TEXT, remedied TEXT, participants TEXT, corrects_inspection_no TEXT, correction_reason TEXT, inspected_on TEXT, measures_due TEXT, said_at TEXT, signed INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX inspection_by_loan ON post_loan_inspection (loan_no);

CREATE INDEX inspection_by_no ON post_loan_inspection (inspection_no);

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    name TEXT, bank TEXT, for_whom TEXT, amount TEXT, term TEXT, rate TEXT, guarantee TEXT,
    materials TEXT, contact TEXT, township_code TEXT, valid_to TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE publicity_activity (
    id TEXT PRIMARY KEY,
    activity_no TEXT, activity_type TEXT, township_code TEXT, division_code TEXT,
    village TEXT, place TEXT, responsible TEXT, note TEXT, corrects_activity_no TEXT,
    topics TEXT, notice_ids TEXT, photo_hashes TEXT, held_on TEXT, removed_on TEXT,
    attendance_total INTEGER, attendance_elderly INTEGER, attendance_disabled INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, correction_reason TEXT, taken_over TEXT, kept_by TEXT, originals TEXT, materials TEXT, materials_count INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX activity_by_day ON publicity_activity (held_on);

CREATE TABLE quarantine (
    stream TEXT NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL, code TEXT NOT NULL,
    body TEXT NOT NULL, payload BLOB, received_at TEXT NOT NULL,
    PRIMARY KEY (stream, seq, chain, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent (
    page TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (page, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery (
    id TEXT PRIMARY KEY,
    recovery_no TEXT, claim_no TEXT, loan_no TEXT, township_code TEXT, way TEXT, voucher_no TEXT, note TEXT, recovered_on TEXT, said_at TEXT, amount_fen INTEGER, costs_fen INTEGER, to_fund_fen INTEGER, kept_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX recovery_by_claim ON recovery (claim_no);

CREATE TABLE recovery_strike (
    id TEXT PRIMARY KEY,
    recovery_no TEXT, claim_no TEXT, township_code TEXT, reason TEXT, struck_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE renewal_decision (
    id TEXT PRIMARY KEY,
    request_no TEXT, loan_no TEXT, township_code TEXT, decision TEXT, decided_by TEXT, reason TEXT, policy_pack TEXT, correction_reason TEXT, lawful TEXT, operating TEXT, credit_good TEXT, no_evasion TEXT, decided_on TEXT, new_maturity_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX renewal_decision_by_request ON renewal_decision (request_no);

CREATE TABLE renewal_request (
    id TEXT PRIMARY KEY,
    request_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, renewal_type TEXT, reason TEXT, roster_state TEXT, outcome TEXT, policy_pack TEXT, check_no TEXT, lawful TEXT, operating TEXT, credit_good TEXT, no_evasion TEXT, codes TEXT, requested_on TEXT, maturity_on TEXT, months INTEGER, new_rate_ppm INTEGER, prior_count INTEGER, age INTEGER, overdue INTEGER, area_suspended INTEGER, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX renewal_request_by_day ON renewal_request (requested_on, request_no) WHERE gone = 0;

CREATE INDEX renewal_request_by_loan ON renewal_request (loan_no);

CREATE TABLE reversal (
    id TEXT PRIMARY KEY,
    declaration TEXT, loan_no TEXT, township_code TEXT, reason TEXT, document_no TEXT, line_no INTEGER, found_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX reversal_by_declaration ON reversal (declaration);

CREATE TABLE roster_change (
    version TEXT NOT NULL, household_no TEXT NOT NULL, change_type TEXT NOT NULL,
    head_name TEXT NOT NULL, details TEXT NOT NULL,
    PRIMARY KEY (version, household_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX roster_change_by_household ON roster_change (household_no);

CREATE TABLE roster_entry (
    township_code TEXT NOT NULL, household_no TEXT NOT NULL, entered_on TEXT NOT NULL,
    exited_on TEXT, exit_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (household_no, township_code, entered_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster_todo (
    id TEXT PRIMARY KEY,
    roster_version TEXT, household_no TEXT, township_code TEXT, code TEXT, note TEXT,
    done_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX roster_todo_by_household ON roster_todo (household_no);

CREATE TABLE roster_version (
    id TEXT PRIMARY KEY,
    roster_version TEXT, township_code TEXT, source_name TEXT, source_dept TEXT, digest TEXT,
    as_of_date TEXT, households INTEGER, members INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, held TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE search (
    key TEXT NOT NULL, why INTEGER NOT NULL, part INTEGER NOT NULL, members TEXT NOT NULL,
    PRIMARY KEY (key, why, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE stub (n INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;

CREATE TABLE subsidy_batch (
    id TEXT PRIMARY KEY,
    batch_no TEXT, township_code TEXT, bank TEXT, region TEXT, policy_digest TEXT, params TEXT,
    digest TEXT, period_from TEXT, period_to TEXT, list_closed_on TEXT, settled_at TEXT,
    revision INTEGER, year INTEGER, quarter INTEGER, households INTEGER, loans INTEGER,
    lines INTEGER, listed INTEGER, needs_review INTEGER, held INTEGER, not_listed INTEGER,
    named INTEGER, interest_fen INTEGER, central_t1_fen INTEGER, province_t1_fen INTEGER,
    central_t2_fen INTEGER, local_fen INTEGER, subsidy_fen INTEGER, borrower_fen INTEGER,
    open_interest_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_by_no ON subsidy_batch (batch_no, revision);

CREATE TABLE subsidy_line (
    batch TEXT NOT NULL, line_no INTEGER NOT NULL,
    household_no TEXT, division_code TEXT, member_no TEXT, borrower_name TEXT, loan_no TEXT,
    product_code TEXT, renewal_type TEXT, bank TEXT, signed_on TEXT, drawn_on TEXT,
    maturity_on TEXT, principal_fen INTEGER, rate_ppm INTEGER, subsidy_cap_fen INTEGER,
    day_basis INTEGER, large_need INTEGER, balance_change TEXT, beside TEXT, settled_on TEXT,
    period_from TEXT, period_to TEXT, days INTEGER, tier1_product_fen_days INTEGER,
    tier2_product_fen_days INTEGER, interest_due_fen INTEGER, interest_paid_fen INTEGER,
    paid_on TEXT, bank_interest_fen INTEGER, own_interest_fen INTEGER,
    interest_difference_fen INTEGER, central_rate TEXT, province_rate TEXT,
    central_t1_fen INTEGER, province_t1_fen INTEGER, central_t2_fen INTEGER,
    local_amount_fen INTEGER, subsidy_total_fen INTEGER, borrower_share_fen INTEGER,
    bank_claimed_fen INTEGER, difference_fen INTEGER, policy_pack_version TEXT, reason TEXT,
    clauses TEXT, flags TEXT, missing TEXT, readings TEXT, line_status TEXT,
    PRIMARY KEY (batch, line_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE suspension_order (
    id TEXT PRIMARY KEY,
    order_no TEXT, kind TEXT, document_no TEXT, township_code TEXT, division_code TEXT, area_name TEXT, reason TEXT, basis TEXT, banks TEXT, note TEXT, lifts_order_no TEXT, start_on TEXT, end_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE task_mark (
    task TEXT PRIMARY KEY,
    kind TEXT NOT NULL, until TEXT, officer TEXT NOT NULL, marked_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE township_assignment (
    id TEXT PRIMARY KEY,
    township_code TEXT, township_name TEXT, county TEXT, prefecture TEXT, main_bank TEXT,
    outlet TEXT, contact TEXT, phone TEXT, assignment_basis TEXT, source_document TEXT,
    filing_status TEXT, previous_bank TEXT, remark TEXT, effective_from TEXT,
    effective_to TEXT, household_count INTEGER, monitored_household_count INTEGER,
    is_fallback INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, originals TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE trace (
    tbl TEXT NOT NULL, "row" TEXT NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (tbl, "row", stream, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE use_case_end (
    id TEXT PRIMARY KEY,
    inspection_no TEXT, loan_no TEXT, township_code TEXT, outcome TEXT, measures TEXT, reason TEXT, ended_on TEXT, said_at TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX use_case_end_by_inspection ON use_case_end (inspection_no);

CREATE TABLE visit_day (day TEXT PRIMARY KEY, visits INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE visit_officer (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE visit_said (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE UNIQUE INDEX visit_said_short ON visit_said (text) WHERE octet_length(text) <= 96;

CREATE TABLE waiting (
    stream TEXT NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL, body TEXT NOT NULL,
    payload BLOB, received_at TEXT NOT NULL,
    PRIMARY KEY (stream, seq, chain)
) STRICT, WITHOUT ROWID;

CREATE TABLE walk_in (
    id TEXT PRIMARY KEY,
    walk_in_no TEXT, name TEXT, id_number TEXT, phone TEXT, township_code TEXT,
    admin_village TEXT, group_no TEXT, address_note TEXT, needs_note TEXT, remark TEXT,
    initials TEXT, household_no TEXT, met_on TEXT, linked_on TEXT,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
, birth_date TEXT, best_time TEXT, merged_into TEXT) STRICT, WITHOUT ROWID;

CREATE INDEX walk_in_by_id ON walk_in (id_number);

CREATE INDEX walk_in_by_name ON walk_in (name, admin_village);

CREATE INDEX walk_in_by_no ON walk_in (walk_in_no);

CREATE INDEX walk_in_by_tail ON walk_in (substr(phone, -4));

CREATE INDEX walk_in_linked ON walk_in (household_no) WHERE household_no <> '';

CREATE INDEX walk_in_merged ON walk_in (merged_into) WHERE merged_into <> '';

CREATE INDEX walk_in_phones ON walk_in (phone) WHERE instr(phone, '、') > 0;
