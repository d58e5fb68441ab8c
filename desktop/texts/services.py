"""Sentences for what the services refuse or report."""

TEXTS: dict[str, str] = {
    "check_unknown": "没有编号为“{check_no}”的核对记录，内容没有变化。请到该户的“核对”里看编号。",
    "check_unreadable": (
        "核对记录“{check_no}”里存的事实现在读不出来，记录保持原样。请用当时版本的程序打开，或重新核对。"
    ),
    "check_not_the_same": (
        "核对记录“{check_no}”按当时的政策重算，与存下的摘要不一致，没有打印，记录保持原样。请重新核对后再"
        "打印。"
    ),
    "check_other_pack": (
        "这次核对是按 {own} 做的，不能印成 {pack} 的结果单，没有打印，记录保持原样。"
        "请不选政策再打印，或按 {pack} 重新核对。"
    ),
    "word_unknown": "不认识“{word}”，可以用：{known}。没有保存，请换一个词。",
    "amount_typed_invalid": "“{value}”不是金额。没有保存，请写成 50000 或 5万。",
    "day_invalid": "“{value}”不是日期，什么都没有做。请写成 2026-07-08 的样子。",
    "month_invalid": "“{value}”不是月份，什么都没有做。请写成 2026-12 的样子。",
    "count_negative": "人数不能小于 0。没有保存，请改一下。",
    "password_needed": "没有密码，什么都没有动。请设好环境变量 {variable}，或在终端里运行。",
    "setting_form": "“{value}”应写成 名称=内容。没有保存，请改一下。",
    "setting_unknown": "没有“{key}”这一项设置。没有保存，可填的有：{known}。",
    "setting_invalid": "“{value}”不能作为{key}。没有保存，请改一下。",
    # erasing
    "erase_unknown": "没有“{subject}”，或已经抹除。没有改动，请核对编号。",
    "erased": (
        "已抹除 {operations} 条操作的内容和 {photos} 张照片，只留校验值；谁、何时、为什么已记下。"
        "下次同步后，收到的电脑也会抹除。"
    ),
    "erased_copies": (
        "本机还有 {copies} 份较早的自动备份含有这些内容，恢复出来同步后会再次抹除；"
        "请新做一份备份、核对好后删掉旧的。"
    ),
    "erased_bundles": "本机隔离的 {n} 个数据包可能含有这些内容，核实后请删除。",
    "erased_elsewhere": (
        "够不到的地方请另行处理：没有再同步的电脑、另放的备份、U盘上旧的数据包、"
        "导出的Excel和照片、打印的纸张；名单、贷款里的内容由来源部门更正；"
        "告知单的登记和填的内容留作底账。"
    ),
    "fact_form": "“{value}”应写成 名称=内容。没有核对，请改一下。",
    "fact_unknown": "核对里没有“{key}”这一项。没有保存，请检查拼写。",
    "fact_refused": "“{key}”的内容不合规则的要求。没有保存，请核对后再试。",
    "fact_invalid": "“{value}”不能作为“{key}”的答案。没有保存，请改一下。",
    "visit_in_future": "走访日期不能晚于今天。内容还在，没有保存，请改日期。",
    "visit_too_old": "走访日期早于 2020 年。内容还在，没有保存，请改日期。",
    "visit_unknown": "没有单号为 {visit_no} 的走访记录。没有改动，请核对单号。",
    "visit_corrected_already": "{visit_no} 已经更正过，请更正最新的一条（{latest}）。没有改动。",
    "undo_nothing": "没有可以撤销的了。本次打开后记的才能撤销，更早的请用“更正”。",
    "redo_nothing": "没有可以重做的，内容没有变化。",
    "phrase_too_long": "第 {place} 条常用语超过 {most} 个字。没有保存，请写短一些。",
    "correction_empty": "更正没有改动任何内容。没有保存，请写明要改的项。",
    "edit_empty": "没有写要改什么，没有改动。请至少写一项，例如 --phone。",
    "reason_missing": "请写明原因。没有保存，写了原因再试。",
    "household_unknown": (
        "名单里没有户编号 {household_no}。没有保存，请核对编号，或先接收县里的名单。"
    ),
    "member_unknown": "{household_no} 户里没有人编号 {member_no}。没有核对，请核对编号。",
    "member_ambiguous": "请写明是户里的哪一个人（人编号）。没有核对。",
    "village_unknown": "名单里没有“{village}”这个村。没有保存，请核对村名。",
    "village_ambiguous": "有几个“{village}”（{codes}）。没有打印，请用十二位区划代码指明。",
    "township_unknown": "没有代码为 {township} 的乡镇在本机范围内。没有改动，请核对代码。",
    "township_form": "“{township}”不是九位乡镇代码。没有改动，请核对代码。",
    "region_form": "“{region}”不是六位县级行政区划代码。没有建账，请核对代码。",
    "name_empty": "名称不能为空。没有保存，请填写。",
    "months_invalid": "期限应是 1 到 600 之间的整月数。没有核对，也没有保存，请改一下。",
    "amount_not_positive": "金额要大于 0。没有核对，也没有保存，请改一下。",
    "roster_county_only": (
        "名单由县农业农村部门掌握，这台电脑不能导入名单。数据没有变化，请在“数据同步”里接收县"
        "里的名单。"
    ),
    "county_only": "这件事只能在县级账本上办。数据没有变化，请联系县里。",
    "already_imported": "这个文件已经导入过（第 {run} 次导入）。数据没有变化。",
    "version_unknown": "没有“{version}”这个名单版本。请核对版本号。",
    "roster_village_code_bad": (
        "第 {row} 行的行政区划代码“{division}”不是本县的。这一份没有导入，请核对文件。"
    ),
    "notice_scope_missing": "请说明打印哪个村、哪一户或哪个乡镇。没有打印。",
    "sheet_for_nobody": (
        "《{title}》在所选范围里没有要打印的内容，没有打印，什么都没有登记。请换一个村，或换一种材料。"
    ),
    "slogan_unknown": "标语库里没有“{slogan}”，没有打印。可选：{known}；也可以自己写一条。",
    "bundle_unknown": "没有发出过“{name}”这个数据包，没有打印。请核对包号。",
    "paid_differs": (
        "户 {household_no} 一卡通发放的金额与申报的贴息不一致，告知单没有打印，什么都没有登记。"
        "请先核对发放结果。"
    ),
    "genuine_archive": (
        "这个单号是本单位发出的，按已不执行的政策印的，只作历史留档。内容没有比对："
        "请核对纸上的材料、日期、对象和登记的是不是一样，不一样就不要采信。"
    ),
    "genuine_archive_file": "是本单位发出的，内容与登记一致；按已不执行的政策印的，只作历史留档。",
    "out_exists_folder": "{name} 是文件夹，不能存成文件。没有写出，请在后面加上文件名。",
    "out_other_kind": (
        "{name} 已经有了，是另一种文件（账本、密钥等），没有覆盖它。没有保存，请换一个文件名。"
    ),
    "out_code_file": (
        "{name} 已经有了：盖掉它，原来抄下的码就没有用了。没有写出，原来的还在，请换一个文件名。"
    ),
    "out_folder_missing": "没有文件夹 {name}。没有保存，请先建好或换一个位置。",
    "out_not_writable": (
        "写不进 {name}：可能正被别的程序打开，或者只许读。没有保存，"
        "请关闭那个程序，或换一个位置、文件名再试。"
    ),
    "out_name_unusable": ("文件名“{name}”太长，或有不能用的符号。没有保存，请换一个短些的文件名。"),
    "genuine": (
        "这个单号是本单位发出的。内容没有比对："
        "请核对纸上的材料、日期、对象和登记的是不是一样，不一样就不要采信。"
    ),
    "genuine_file": "是本单位发出的，内容与登记一致。",
    "notice_voided": "是本单位发出的，但已作废，请以新单为准。",
    "notice_file_differs": (
        "二维码是真的，但这份PDF和登记的文件不一样，内容可能被改过，请不要采信；以盖章的原件为准。"
    ),
    "notice_changed": "内容不一致：二维码与登记的不同，请不要采信。",
    "notice_not_ours": "不是本县发出的，或签名不对，请不要采信。",
    "notice_unreadable": "没有读到核验码。请把照片拍正、拍清楚，或直接输入纸上的核验码。",
    "notice_other_code": (
        "照片里的二维码不是帮扶小额信贷文书的码，不能当作真的。"
        "请拍文书上的二维码，或输入纸上的核验码。"
    ),
    "notice_code_damaged": (
        "二维码的内容不完整或不是文书的码，读不出来，不能当作真的。请重新扫一次，或输入纸上的核验码。"
    ),
    "notice_no_code": (
        "输入的不是核验码、单号或二维码内容，没有可核对的，不能当作真的。"
        "请照纸上的核验码（8 位，如 K6E4-RVDD）或单号重新输入。"
    ),
    "notice_number_unknown": (
        "本机没有登记这个单号，不能断定真假。请核对有没有输错，或用二维码、照片再核一次。"
    ),
    "notice_not_known": "签名有效，但本机没有登记这一单；请在发出的电脑或县里再核一次。",
    "device_unknown": "没有编号以 {device} 开头的设备。没有改动，请核对编号。",
    "device_ambiguous": "有几台设备的编号以 {device} 开头。没有改动，请多写几位。",
    "recovery_not_received": "这台电脑还没有报到，县里没有它的恢复码。",
    "review_value_unclear": "两个值遮挡后看着一样，分不清要哪一个。没有改动，请写完整的值。",
    "review_value_other": "这一项只能从两边的内容里选定（{values}），不能填 {value}。没有改动。",
    "review_unknown": "没有编号为 {id} 的待处理项。没有改动，请刷新后再看。",
    "token_seen_twice": "同一个开户包被两台电脑使用，第二台的内容已隔离，请县里核实。",
    "sync_not_joined": "本机还没有开户，不能同步。数据没有变化。",
    "no_pack_in_force": "本机没有今天在本地适用的政策文件，没有打印。请先接收县里的政策包。",
    "officer_needed": "这台电脑有几个人，请说明谁在用：{known}。什么都没有动。",
    "loan_of_other_bank": (
        "{who} 尾号 {loan} 的贷款是{bank}放的，不是本机设置的{own}，没有打印，什么都没有登记。"
        "请由放款的银行通知；如果是同一家，请把设置里的机构全称和贷款台账里的写成一样。"
    ),
    "no_batch_settled": (
        "还没有结出的贴息批次，没有打印，什么都没有登记。请先测算一个季度的贴息。"
    ),
    "no_loan_ending": (
        "{who}（户编号 {household_no}）没有未到期的贷款，《到期提醒单》没有打印，什么都没有登记。"
        "请换一户；如果有贷款，请先导入贷款台账。"
    ),
    "no_loan_overdue": (
        "{who}（户编号 {household_no}）没有逾期的贷款，《逾期催收通知书》没有打印，什么都没有登记。"
        "请换一户；如果已经逾期，请先导入最新的贷款台账。"
    ),
    "no_loan_running": (
        "{who}（户编号 {household_no}）没有未还清的贷款，这张表没有打印，什么都没有登记。"
        "请换一户；如果有贷款，请先导入贷款台账；要手写的，印空白表。"
    ),
    "no_claim_standing": (
        "{who}（户编号 {household_no}）没有补偿申请，也没有逾期的贷款，《风险补偿申请表》没有打印，"
        "什么都没有登记。请换一户，或先报补偿申请；要手写的，印空白表。"
    ),
    "no_recovery_standing": (
        "{who}（户编号 {household_no}）没有登记过追回，也没有已补偿的贷款，《追回资金退回通知》没有"
        "打印，什么都没有登记。请先登记追回；要手写的，印空白表。"
    ),
    "no_list_frozen": (
        "还没有冻结的申报名单，没有打印，什么都没有登记。请先在“贴息清单”里测算、核对并冻结一个季度"
        "的批次；要手写的，印空白表。"
    ),
    "no_list_submitted": (
        "还没有交县财政的名单，没有打印，什么都没有登记。请先审核、公示申报名单并登记报送；"
        "要手写的，印空白表。"
    ),
    "activity_not_named": (
        "请说明《{title}》是哪一次活动的，或哪个村的。没有打印，什么都没有登记。要手写的，印空白表。"
    ),
    "inspection_not_named": (
        "请说明《{title}》是哪一次检查的，或哪一户的。没有打印，什么都没有登记。要手写的，印空白表。"
    ),
    "renewal_not_named": (
        "请说明《{title}》是哪一份续贷、展期申请的，或哪笔贷款、哪一户的。没有打印，什么都没有登记。"
        "要手写的，印空白表。"
    ),
    "claim_not_named": (
        "请说明《{title}》是哪一份补偿申请的，或哪笔贷款、哪一户的。没有打印，什么都没有登记。"
        "要手写的，印空白表。"
    ),
    "recovery_not_named": (
        "请说明《{title}》是哪一笔追回的，或哪一户的。没有打印，什么都没有登记。要手写的，印空白表。"
    ),
    "delivery_other_kind": "《{title}》不登记送达，没有改动。要登记送达的是逾期催收通知书。",
    "delivery_voided": "{notice_no} 已经作废，没有登记送达。请登记新单的送达。",
    "delivery_day_wrong": (
        "送达日期应在印单那天（{first}）到今天之间。填的内容还在，没有登记，请改日期。"
    ),
    "delivery_witness_missing": "拒签要写见证人。填的内容还在，没有登记，请补上见证人姓名。",
    "delivery_note_missing": (
        "未送达要写明原因。填的内容还在，没有登记，请补上，如“外出，下周再去”。"
    ),
    "notice_unknown": "没有单号为 {notice_no} 的文书。没有改动，请核对单号。",
    "out_disk_full": "磁盘已满，{name} 没有保存。请清理磁盘或换一个位置。",
    "no_backup": "这台电脑上没有可用的备份。打不开的文件没有动，请联系县管理员。",
    "restore_exists": "{name} 已存在。没有恢复；加 --replace 会先另存旧文件。",
    "folder_not_empty": "{name} 不是空文件夹。没有建演示县，请换一个空文件夹。",
    "activity_in_future": "活动日期不能晚于今天。没有保存，请改日期。",
    "path_missing": "找不到文件 {name}。什么都没有改动，请核对位置。",
    "as_of_future": "名单截止日期 {day} 还没有到。没有导入任何内容，请核对日期。",
    "import_stopped": "已停下，没有导入任何内容，数据没有变化。",
    "roster_older": "这份名单（{day}）比现行的名单（{newest}）旧，已跳过，数据没有变化。",
    "roster_shrunk": (
        "{township}在这份名单里只有 {kept} 户，现行名单有 {had} 户，像是只有一部分。"
        "没有导入任何内容；如果确实减少了这么多，请选“照样导入整份”。"
    ),
    "visit_of_nobody": "请写明是哪一户，或名单外的哪个人，只写一个。没有保存。",
    "method_of_a_place": (
        "公示牌、标语、院坝会、广播这些是宣传活动，不算告知到户。没有保存，请记到“宣传活动”里。"
    ),
    "method_unknown": "方式只能是走访、电话或推送信息。没有保存，请改一下。",
    "slip_wrong": "“{slip_no}”不是在用的告知单或留言条单号。内容还在，没有保存，请核对纸上的单号。",
    "slip_of_another": "单号 {slip_no} 是打印给另一户的。内容还在，没有保存，请核对纸上的单号。",
    "activity_unknown": "没有编号为 {activity_no} 的宣传活动。没有改动，请核对编号。",
    "activity_corrected_already": (
        "{activity_no} 已经更正过，请更正最新的一条（{latest}）。没有改动。"
    ),
    "activity_place_missing": "请写明地点，例如“村委会门口”。内容还在，没有保存。",
    "activity_count_wrong": (
        "人数和份数要在 0 到 100000 之间，老年人、残疾人不能多于总人数。内容还在，没有保存。"
    ),
    "activity_too_old": "活动日期早于 2020 年。内容还在，没有保存，请改日期。",
    "activity_closed": "那一天已经结账，不能再撤销。没有改动，要改请做更正。",
    # needs and how they end
    "need_unknown": "{visit_no} 没有记下资金需求。没有改动，请核对单号。",
    "need_ended_already": "{visit_no} 的需求已经了结。没有保存，要改请做更正。",
    "need_not_ended": "{visit_no} 的需求还没有了结，没有可更正的。没有改动。",
    "need_why_useless": "“已申请”不用写原因。没有保存，请去掉原因，或换一个结果。",
    "need_end_future": "了结日期不能晚于今天。内容还在，没有保存，请改日期。",
    "need_end_early": "了结日期不能早于说出需求的那天（{day}）。内容还在，没有保存，请改日期。",
    "need_reason_missing": "请选一个原因。内容还在，没有保存。",
    "need_words_missing": "选了“其他”，请在说明里写清楚。内容还在，没有保存。",
    "words_too_long": "写得太长，最多 {most} 个字。内容还在，没有保存，请写短一些。",
    "need_bank_missing": "请写明是银行谁告知的（岗位或姓名）。内容还在，没有保存。",
    "need_bank_only": (
        "是否发放贷款由银行依法自主决策，银行的决定只由银行记。没有保存，请由银行的电脑来记。"
    ),
    "need_application_missing": (
        "还没有这一户的核对记录可以对应，请写明申请交到哪里（网点、经办人或申请编号）。"
        "内容还在，没有保存。"
    ),
    "need_check_wrong": "“{check_no}”不是这一户的核对记录。内容还在，没有保存，请核对编号。",
    "need_end_unknown": "没有这条了结记录，可能已经撤销。没有改动。",
    "need_end_closed": "那一天已经结账，不能再撤销。没有改动，要改请做更正。",
    "need_contradiction": "写了没有资金需求，又写了金额或用途。没有保存，请改成一致。",
    "need_of_nobody": "没见到人，也没说上话，写不了资金需求。没有保存，请改结果，或去掉需求。",
    "follow_up_early": "约好再去的日期早于走访日期 {day}。没有保存，请改日期。",
    "need_month_invalid": "“{value}”不是月份。没有保存，请写成 2027-03 的样子。",
    "number_half_masked": "带星号的号码 {number} 只改了一部分。没有保存，请整个重写或照原样留着。",
    "note_too_long": "备注有 {length} 个字，最多 {most} 个。没有保存，请写短一些。",
    "name_unusable": "姓名要写在一行内，最多 {most} 个字。没有保存，请改一下。",
    "notice_code_unknown": (
        "本机没有登记这个核验码，不能断定真假。请核对有没有输错，或用二维码、照片再核一次。"
    ),
    "file_system": "读写不了“{name}”（{why}）。什么都没有改动，请核对位置、权限和磁盘空间。",
    "device_not_active": "设备 {device} 没有启用或已停用。没有改动，请在设备名单里核对。",
    # lists as Excel files
    "list_unknown": "没有“{list}”这份表。没有导出，可用的有：{known}。",
    "list_out_missing": "没有写明《{list}》存到哪里。没有导出，请加 --out 文件名.xlsx。",
    "list_filter_unknown": "《{list}》不能按“{filter}”筛选。没有导出，请去掉这个条件再试。",
    "list_column_unknown": "这份表没有“{column}”这一列。没有导出，可用的列：{known}。",
    "list_ranking_refused": (
        "表不能按“{column}”排序：不得以排名等方式对贷款余额、新增贷款、获贷率等指标提要求（{clause}）。"
        "没有导出，请按行政区划顺序导出。"
    ),
    "list_reason_useless": "《{list}》里没有要写用途才能导出的内容。没有导出，请去掉用途再试。",
    "list_role_refused": (
        "这台电脑的角色不能导出《{list}》里完整的证件号码等内容。没有导出，可以导出遮挡后的表。"
    ),
    "list_other_office": "《{list}》由另一方的电脑导出，这台电脑的角色不能导出。没有导出。",
    "list_reason_unrecorded": (
        "账本是只读打开的，导出完整证件号码的记录记不下来。《{list}》没有导出，请在能写的账本上再试。"
    ),
    # policy documents
    "pack_unknown": "没有编号为 {pack} 的政策文件。没有改动，现有：{known}。",
    "pack_ships": (
        "{pack} 随程序一起来，不是县里安装的，不能撤回。没有改动；要换，请安装更新的同名文件。"
    ),
    "pack_unreadable": (
        "政策文件 {file} 的结构读不懂（{why}），没有采用，现用政策不变。请换回正确的文件。"
    ),
    "policy_no_files": "没有给出文件。没有采用，现用政策不变，请选政策文件和它的原文。",
    "policy_name_wrong": (
        "“{file}”不能作政策文件的名字，没有采用，现用政策不变。"
        "名字应是普通文字，以 .toml 或 .txt 结尾。"
    ),
    "policy_file_twice": "给了两个都叫 {file} 的文件，没有采用，现用政策不变。请只给一个。",
    "policy_file_unreadable": "{file} 打不开（{why}），没有采用，现用政策不变。请核对文件和权限。",
    "policy_file_large": "{file} 超过 1 MB，没有采用，现用政策不变。政策文件只放文字，请换一个。",
    "policy_not_utf8": (
        "{file} 不是 UTF-8 文字（第 {byte} 字节起），没有采用，现用政策不变。请另存为 UTF-8 再试。"
    ),
    "policy_file_reserved": "{file} 由程序自带，县里不能替换。没有采用，现用政策不变。",
    "policy_file_taken": (
        "{file} 是随程序来的 {pack}，只能换成同一编号的新版。没有采用，现用政策不变；"
        "别的文件请另起名字。"
    ),
    "policy_file_older": (
        "{file} 的核对日期早于程序自带的那份（{day}），没有采用，现用政策不变。请用更新的一份。"
    ),
    "policy_source_unused": (
        "原文 {file} 没有哪份政策文件引用，没有采用，现用政策不变。请连同引用它的文件一起安装。"
    ),
    "policy_document_changed": (
        "县里下发的 {file} 内容与校验码不符，没有采用，其余政策照用。请县里重新安装并同步。"
    ),
    "policy_document_unsigned": (
        "县里下发的 {file} 签名不对，没有采用，其余政策照用。请县里核实后重新安装并同步。"
    ),
    "contract_dates_wrong": "日期前后不对：应是签订日、放款日、到期日的顺序。没有计算，请改日期。",
    # numbers that the texts leave open
    "parameter_unknown": "文件没有留下“{name}”这个数。没有保存，可填的有：{known}。",
    "parameter_form": "“{value}”应写成 名称=数值。没有保存，请改一下。",
    "parameter_value_wrong": (
        "“{value}”不能作为“{name}”（应写成：{form}）。没有保存，原来的数不变，请改一下。"
    ),
    "parameter_not_open": "“{name}”不由县里定（{clause}）。没有保存，请等上级文件。",
    "parameter_answered": "“{name}”已由 {clause} 写明，不再由县里填。没有保存。",
    "parameter_document_missing": "请写明“{name}”的文件依据（200 字以内）。没有保存。",
}
