"""What the ledger says: saving, opening, passwords, backups, what others sent."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "keys_unreachable": "密钥文件读不出来，可能正被别的程序占用。什么都没有改动，请稍后再试。",
    "keys_unwritable": "密钥文件写不进去，没有改动。请检查文件夹权限，或关掉占用它的程序后再试。",
    "audience_foreign": "来的内容放错了范围，已隔离，数据没有变化。请县里核实。",
    # saving
    "disk_full": "磁盘满了，这一次没有保存，已有的记录没有变化。内容还在，请清理磁盘后再试。",
    "row_exists": "这一条已经记过了，没有再保存。请刷新后查看。",
    "changed_since": "这之后又改过，没有撤销；现在的内容保持不变。",
    "row_unknown": "要改的这一条不在账里，没有改动。请刷新后再试。",
    "not_owner": "这类内容不归本机改，没有保存。请联系负责的单位修改。",
    "append_only": "已存的记录不能改写，没有保存。请用“更正”另记一条。",
    "not_shared": "这类内容没有待处理的不同写法，没有改动。",
    "table_unknown": "程序不认识“{table}”这类记录，没有保存。请升级程序后再试。",
    "field_unknown": "“{table}”里没有“{field}”这一项，没有保存。请升级程序后再试。",
    "value_wrong_type": "“{field}”的内容格式不对，没有保存。请改一下再存。",
    "handed_wrongly": (
        "随迁来的户带来一条不该由县里转来的记录，已隔离，没有采用。请县管理员核实。"
    ),
    "handed_unknown": (
        "随迁来的户带来一条记录，写它的设备本机还不认识，已隔离；名单到了会自动再核对。"
    ),
    "household_moved": (
        "这一户 {since} 起在{township}的名单里，没有保存，已有的记录都还在并已交给那边。"
        "迁走以前的走访请按当天的日期补记；以后的请交给那边的客户经理。"
    ),
    "day_closed": "{day} 已结束当天，这一条不能再撤销或恢复，没有改动。请用“更正”另记一条。",
    "visit_left_in_bundle": (
        "这一条已随数据包上报，不能再撤销或恢复，没有改动。请用“更正”另记一条，写明原因。"
    ),
    "visit_printed": (
        "这一条已印在宣传工作台账或履职证据包上，不能再撤销或恢复，没有改动。请用“更正”另记一条，写明原因。"
    ),
    "visit_exported": (
        "这一条已导出到Excel，不能再撤销或恢复，没有改动。请用“更正”另记一条，写明原因。"
    ),
    "visit_has_correction": (
        "这一条已有更正（{latest}），没有改动。请先撤销那条更正，或再更正最新的一条。"
    ),
    "notice_voided_already": "{notice_no} 已经作废过，没有再改动。",
    "roster_unreadable": "这一版名单的内容读不出来，没有采用，现有名单没有变化。请让县里重新下发。",
    # opening
    "ledger_missing": "找不到数据文件，什么都没有动。请核对位置，或从备份恢复。",
    "ledger_exists": "这里已经有一个数据文件，没有新建，原来的没有变化。请换一个位置或名字。",
    "ledger_damaged": (
        "数据文件打不开，可能已损坏，程序没有改动它。可以从最近的自动备份恢复，损坏的文件会留着。"
    ),
    "ledger_newer": (
        "数据文件是更新版本的程序写的（{step}），没有打开，数据没有变化。请先升级本机程序。"
    ),
    "ledger_older": (
        "数据文件是旧版本的（{step}），只看不改时不能打开，数据没有变化。请先正常打开一次完成升级。"
    ),
    "ledger_in_use": "数据文件正被另一个程序或窗口使用，没有打开，数据没有变化。请先关掉那一个。",
    "ledger_read_only": "数据文件现在只能查看，没有保存。请以可写方式打开后再试。",
    "ledger_unreachable": (
        "数据文件所在的磁盘读写不了，没有保存，已存的记录没有变化。请检查磁盘或U盘后再试。"
    ),
    # keys
    "ledger_other_kind": "“{name}”是文件夹或别的文件，不是数据文件。没有改动，请换成数据文件。",
    "keys_missing": "找不到密钥文件，数据文件没有变化。请把备份里的 .keys 文件放回数据文件旁边。",
    "keys_damaged": (
        "密钥文件已损坏，备份里也没有完好的，数据文件没有变化。请找县管理员用恢复码处理。"
    ),
    "keys_exist": "这里已经有密钥文件，没有新建，原来的没有变化。请换一个位置或名字。",
    "wrong_password": (
        "密码不对，还可以试 {left} 次，数据没有变化。忘记密码请找县管理员，用恢复码重设。"
    ),
    "wrong_password_wait": (
        "密码不对，已试了多次，数据没有变化。请等 {wait_seconds} 秒再试，或找县管理员用恢复码重设。"
    ),
    "too_soon": "密码试错多次，还要等 {wait_seconds} 秒才能再试，数据没有变化。",
    "wrong_code": "恢复码不对，密码没有变化。请对照纸上的恢复码再输一遍。",
    "password_too_short": "密码至少要 {shortest} 个字符，没有保存。请换一个长一点的。",
    "officer_unknown": "这台电脑上没有“{officer}”，没有改动。请核对姓名。",
    "officer_exists": "“{officer}”已经有密码了，没有重复添加。",
    "last_officer": "“{officer}”是最后一个能打开数据的人，没有移除。请先添加别人。",
    # backups
    "backup_failed": "备份核对不上，没有留下这份备份，数据没有变化。请换一个位置再备份。",
    "backup_folder_missing": "备份文件夹 {path} 打不开，没有备份，数据没有变化。请换一个位置。",
    # what others sent
    "digest_wrong": "有一条记录的内容与它的校验码不符，已隔离，没有采用。请让对方重新发送。",
    "chain_wrong": "有一条记录与前一条接不上，已隔离，没有采用。请让对方重新发送。",
    "fork": (
        "同一编号收到两份不同的记录，后到的已隔离，两份都留着。请核对是不是同一台电脑恢复过备份。"
    ),
    "sender_unknown": "这台电脑不在县里的设备名册里，它的记录已隔离。请县管理员核实。",
    "operation_unreadable": "有一条记录读不懂，已隔离，没有采用。请让对方升级或重新发送。",
    "scope_foreign": "有一条记录不在对方负责的乡镇，已隔离，没有采用。请县管理员核实。",
}
