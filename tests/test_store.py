"""The file: created whole, encrypted, locked, never changed by readers, full disks, upgrades."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import backup, migrations, visits
from db.check import check
from db.driver import Connection, dbapi
from db.faults import StoreError
from db.gate import connect, translated
from db.lockfile import LockFile
from db.registry import INTEGERS, TABLES
from db.store import Store
from tests.ledgers import KEY, SURNAMES, Clock, identity, new_store, open_store, visit

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with new_store(tmp_path / "L", clock) as made:
        yield made


def code_of(caught: pytest.ExceptionInfo[StoreError]) -> str:
    return caught.value.code


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_new_ledger_is_encrypted_and_knows_who_it_is(tmp_path: Path, clock: Clock) -> None:
    with new_store(tmp_path / "L", clock, identity(3, "officer")) as store:
        visits.log(store, "王", [visit()])
        assert store.identity == identity(3, "officer")
    blob = (tmp_path / "L").read_bytes()
    assert not blob.startswith(b"SQLite format 3")
    assert b"outreach_visit" not in blob
    assert sorted(path.name for path in tmp_path.iterdir()) == ["L", "L.lock"]


def test_an_existing_file_is_not_overwritten(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "L").write_bytes(b"something")
    with pytest.raises(StoreError) as caught:
        new_store(tmp_path / "L", clock)
    assert code_of(caught) == "ledger_exists"
    assert (tmp_path / "L").read_bytes() == b"something"


def test_a_missing_ledger_is_named(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "none", clock)
    assert str(caught.value).startswith("ledger_missing(path=")


def test_a_wrong_key_and_a_damaged_file_say_damaged_and_leave_the_bytes(
    tmp_path: Path, clock: Clock
) -> None:
    new_store(tmp_path / "L", clock).close()
    before = digest(tmp_path / "L")
    for key in (b"x" * 32, b"short"):
        with pytest.raises(StoreError) as caught:
            Store.open(tmp_path / "L", key, clock=clock, surnames=SURNAMES)
        assert code_of(caught) == "ledger_damaged"
    assert digest(tmp_path / "L") == before
    blob = bytearray((tmp_path / "L").read_bytes())
    blob[100] ^= 1
    (tmp_path / "D").write_bytes(blob)
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "D", clock)
    assert code_of(caught) == "ledger_damaged"
    assert (tmp_path / "D").read_bytes() == bytes(blob)


def test_a_file_with_the_right_key_that_is_no_ledger_is_refused(
    tmp_path: Path, clock: Clock
) -> None:
    connection = connect(tmp_path / "L", KEY)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "L", clock)
    assert code_of(caught) == "ledger_damaged"


def test_a_second_writer_is_turned_away_and_a_reader_is_not(tmp_path: Path, clock: Clock) -> None:
    with new_store(tmp_path / "L", clock) as store:
        with pytest.raises(StoreError) as caught:
            open_store(tmp_path / "L", clock)
        assert code_of(caught) == "ledger_in_use"
        visits.log(store, "王", [visit()])
        with open_store(tmp_path / "L", clock, read_only=True) as reader:
            assert len(visits.listed(reader, visits.VisitFilter())) == 1
    open_store(tmp_path / "L", clock).close()


def test_another_process_that_holds_the_lock_is_noticed(tmp_path: Path, clock: Clock) -> None:
    new_store(tmp_path / "L", clock).close()
    script = (
        "import sys; from pathlib import Path; from db.lockfile import LockFile\n"
        "lock = LockFile(Path(sys.argv[1])); print(lock.acquire(), flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "L.lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline().strip() == "True"
        with pytest.raises(StoreError) as caught:
            open_store(tmp_path / "L", clock)
        assert code_of(caught) == "ledger_in_use"
        holder.stdin.write("\n")
        holder.stdin.close()
        holder.wait(timeout=20)
    open_store(tmp_path / "L", clock).close()


def test_a_lock_can_be_given_back_twice(tmp_path: Path) -> None:
    lock = LockFile(tmp_path / "lock")
    assert lock.acquire()
    lock.release()
    lock.release()
    assert LockFile(tmp_path / "lock").acquire()


def test_a_reader_changes_no_byte_and_leaves_no_file(tmp_path: Path, clock: Clock) -> None:
    with new_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit()])
    before, names = digest(tmp_path / "L"), sorted(p.name for p in tmp_path.iterdir())
    with open_store(tmp_path / "L", clock, read_only=True) as reader:
        assert reader.counts()["visits"] == 1
        with pytest.raises(StoreError) as caught:
            visits.log(reader, "王", [visit()])
        assert code_of(caught) == "ledger_read_only"
    assert digest(tmp_path / "L") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == names


def test_a_reader_sees_what_a_killed_writer_left_in_the_log_and_moves_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit()])
        for ending in ("", "-wal"):
            shutil.copyfile(tmp_path / f"L{ending}", tmp_path / f"K{ending}")
    before = digest(tmp_path / "K"), digest(tmp_path / "K-wal")
    with open_store(tmp_path / "K", clock, read_only=True) as reader:
        assert reader.counts()["visits"] == 1
    assert (digest(tmp_path / "K"), digest(tmp_path / "K-wal")) == before
    with open_store(tmp_path / "K", clock) as writer:
        assert writer.counts()["visits"] == 1
    assert not (tmp_path / "K-wal").exists()


def test_a_save_that_fails_leaves_neither_row_nor_operation(store: Store) -> None:
    visits.log(store, "王", [visit()])
    before = dict(store.counts()), dict(store.streams)
    with pytest.raises(ZeroDivisionError):
        half_a_save(store)
    assert dict(store.counts()) == before[0]
    assert store.streams.keys() == before[1].keys()
    assert store.rows("SELECT * FROM contact_person") == []
    visits.log(store, "王", [visit()])
    assert store.counts()["visits"] == 2


def half_a_save(store: Store) -> None:
    """A save that a bug ends in the middle."""
    with store.write("王") as writer:
        writer.insert("contact_person", "p", {"name": "李"}, scope="*")
        raise ZeroDivisionError


def test_a_full_disk_refuses_the_save_and_keeps_what_was_there(store: Store) -> None:
    visits.log(store, "王", [visit()])
    pages = store.number("PRAGMA page_count")
    store.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError) as caught:
        visits.log(store, "王", [visit(note="长" * 30_000)])
    assert code_of(caught) == "disk_full"
    assert store.counts()["visits"] == 1
    store.execute("PRAGMA max_page_count = 1073741823")
    visits.log(store, "王", [visit(note="长" * 30_000)])
    assert store.counts()["visits"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the file size are POSIX")
def test_a_disk_that_takes_no_more_bytes_refuses_the_save(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from db import visits
from db.check import check
from db.faults import StoreError
from tests.ledgers import Clock, new_store, open_store, visit
path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = new_store(path, Clock())
visits.log(store, "w", [visit()])
size = path.with_name("L-wal").stat().st_size
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, hard))
try:
    visits.log(store, "w", [visit(note="n" * 60_000)])
except StoreError as error:
    print(error.code, store.counts()["visits"])
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
visits.log(store, "w", [visit()])
print(store.counts()["visits"], check(store).problems)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "L")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["ledger_unreachable 1", "2 ()"]


def test_a_failed_creation_leaves_the_name_free(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "L.new").write_bytes(b"left by a power cut")
    new_store(tmp_path / "L", clock).close()
    assert not (tmp_path / "L.new").exists()
    with pytest.raises(StoreError) as caught:
        new_store(tmp_path / "nowhere" / "L", clock)
    assert code_of(caught) == "ledger_unreachable"


def test_a_newer_file_is_refused_by_the_name_of_its_step(tmp_path: Path, clock: Clock) -> None:
    new_store(tmp_path / "L", clock).close()
    connection = connect(tmp_path / "L", KEY)
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('ledger', '9999_later', '')"
    )
    connection.close()
    before = digest(tmp_path / "L")
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "L", clock)
    assert caught.value.params == {"step": "9999_later"}
    assert code_of(caught) == "ledger_newer"
    assert digest(tmp_path / "L") == before


def older(path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger as the first version of the program left it."""
    with monkeypatch.context() as then:
        then.setattr(migrations, "STEPS", {"0001_first": migrations.STEPS["0001_first"]})
        then.setattr(migrations, "NAMES", ("0001_first",))
        new_store(path, clock).close()


def test_an_older_file_is_copied_before_its_upgrade_and_readers_ask_for_it(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(tmp_path / "L", clock, monkeypatch)
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "L", clock, read_only=True)
    assert code_of(caught) == "ledger_older"
    assert caught.value.params == {"step": "0002_policy"}
    with open_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit()])
        assert check(store).ok
        assert store.rows("SELECT * FROM policy_document") == []
    assert backup.preview(tmp_path / "L.before-0002_policy", KEY)["visits"] == 0


def test_a_step_that_fails_leaves_the_copy_that_was_made_before_it(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(tmp_path / "L", clock, monkeypatch)
    connection = connect(tmp_path / "L", KEY)
    connection.execute("CREATE TABLE bank_parameter (id TEXT)")
    connection.close()
    with pytest.raises(dbapi.OperationalError, match="already exists"):
        open_store(tmp_path / "L", clock)
    assert backup.preview(tmp_path / "L.before-0002_policy", KEY)["visits"] == 0
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "L", clock, read_only=True)
    assert code_of(caught) == "ledger_older"


def test_the_schema_file_is_what_a_fresh_ledger_has() -> None:
    connection = dbapi.connect(":memory:", isolation_level=None)
    migrations.apply(connection)
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\\_%' "
        "ESCAPE '\\' ORDER BY tbl_name, type DESC, name"
    ).fetchall()
    connection.close()
    fresh = "\n\n".join(f"{sql};" for (sql,) in rows) + "\n"
    assert (ROOT / "db" / "schema.sql").read_text("utf-8") == fresh


def test_a_ledger_begun_in_one_go_is_one_that_took_every_step() -> None:
    step_by_step, in_one_go = (dbapi.connect(":memory:", isolation_level=None) for _ in range(2))
    migrations.apply(step_by_step)
    migrations.begin(in_one_go)
    form = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    assert in_one_go.execute(form).fetchall() == step_by_step.execute(form).fetchall()
    assert migrations.applied(in_one_go) == list(migrations.NAMES)
    names = [name for kind, name, *_ in in_one_go.execute(form) if kind == "table"]
    for name in set(names) - {"_sqlite_migrations", "sqlite_sequence"}:
        assert rows_of(in_one_go, name) == rows_of(step_by_step, name)
    in_one_go.close()
    step_by_step.close()


def rows_of(connection: Connection, table: str) -> list[tuple]:
    """All rows; the steps put none in today, and one that does must do so in one go too."""
    return connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - a name of ours


def test_every_field_of_the_registry_has_its_column(store: Store) -> None:
    for table in TABLES.values():
        columns = dict(store.rows("SELECT name, type FROM pragma_table_info(?)", (table.name,)))
        for name in table.columns:
            assert columns[name] == ("INTEGER" if table.fields[name] in INTEGERS else "TEXT")


def test_only_faults_an_officer_can_act_on_are_translated(store: Store) -> None:
    with pytest.raises(dbapi.OperationalError) as caught:
        store.rows("SELECT nothing FROM nowhere")
    assert translated(caught.value) is None
    assert translated(ValueError()) is None
    with pytest.raises(StoreError) as fault, store.transaction():
        store.execute("INSERT INTO meta VALUES ('device', 'x')")
    assert code_of(fault) == "row_exists"


def test_a_transaction_that_is_over_already_is_not_rolled_back_again(store: Store) -> None:
    with pytest.raises(dbapi.OperationalError, match="no transaction"), store.transaction():
        store.execute("ROLLBACK")
    visits.log(store, "王", [visit()])


def test_operations_that_named_an_unknown_field_apply_after_the_upgrade(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit(note="n")])
        # As an older program left it: the field had no column, so it was not shown.
        with store.transaction():
            store.execute("UPDATE outreach_visit SET note = NULL")
            store.put_meta(unknown="1", fingerprint="older")
    with open_store(tmp_path / "L", clock, read_only=True) as reader:
        assert reader.rows("SELECT note FROM outreach_visit") == [(None,)]
    with open_store(tmp_path / "L", clock) as store:
        assert store.rows("SELECT note FROM outreach_visit") == [("n",)]
        assert store.meta()["unknown"] == "0"
        with store.transaction():
            store.execute("UPDATE outreach_visit SET note = NULL")
            store.put_meta(fingerprint="older")
    with open_store(tmp_path / "L", clock) as store:
        assert store.rows("SELECT note FROM outreach_visit") == [(None,)]
        assert store.meta()["fingerprint"] != "older"


def test_a_ledger_that_breaks_while_it_is_open_is_reported_by_the_check(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "L", clock) as store:
        visits.log(store, "王", [visit(note="长" * 2_000) for _ in range(50)])
    with open_store(tmp_path / "L", clock) as store:
        store.execute("PRAGMA cache_size = 0")
        store.execute("PRAGMA shrink_memory")
        with (tmp_path / "L").open("r+b") as file:
            file.seek(4096)
            file.write(b"x" * (file.seek(0, 2) - 4096))
        found = check(store)
    assert not found.ok
    assert found.problems[0].startswith(("unreadable: ", "pages: "))


def test_faults_show_their_code_and_what_they_concern() -> None:
    assert str(StoreError("disk_full")) == "disk_full"
    assert str(StoreError("row_unknown", table="t", row="r")) == "row_unknown(row='r', table='t')"
