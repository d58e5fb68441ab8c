"""What the exchange says: bundles, packages, codes, certificates, mailboxes."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "bundle_foreign_stream": (
        "数据包里有别的电脑的记录，已隔离，没有导入任何内容。请县里核实这台电脑。"
    ),
    # bundles
    "bundle_damaged": (
        "这个数据包在拷贝中损坏了，没有导入任何内容，数据没有变化。请让对方重新拷贝一份。"
    ),
    "bundle_odd": (
        "这个数据包里有本程序读不懂的内容，已单独放好，其余数据包照常导入。"
        "请把数据包的名称告诉县管理员；升级程序后可以再次导入。"
    ),
    "bundle_truncated": (
        "这个数据包没有拷完整，没有导入任何内容，数据没有变化。请让对方重新拷贝一份。"
    ),
    "bundle_signature": (
        "这个数据包的签名不对，没有导入任何内容。请在县里重新拷贝；"
        "再次出现请告诉县管理员（设备 {device}）。"
    ),
    "bundle_foreign_county": (
        "这个数据包是另一个县的，没有导入任何内容，数据没有变化。请换用本县的同步U盘或服务器。"
    ),
    "bundle_unknown_device": (
        "这个数据包来自没有登记的电脑（设备 {device}），没有导入，已单独放好。"
        "请县管理员核实后给这台电脑发开户包。"
    ),
    "bundle_revoked": (
        "这台电脑（设备 {device}）已被县里停用，停用之后的数据没有导入，已单独放好。"
        "请县管理员决定是否采用。"
    ),
    "bundle_newer": (
        "这个数据包是新版程序做的（需要版本 {needed}，本机 {have}），没有导入，已单独放好。"
        "升级本程序后会自动再导入。"
    ),
    "bundle_too_large": (
        "这个数据包超出了允许的大小，没有导入任何内容，数据没有变化。请告诉县管理员。"
    ),
    "bundle_not_for_us": (
        "这个数据包不是发给这台电脑的，没有导入，原文件没有动。请选发给本机的数据包。"
    ),
    "bundle_ops_broken": (
        "本机的记录核对不上（{stream} 第 {seq} 条），没有生成数据包，数据没有变化。"
        "请先在设置里检查数据文件，或恢复最近的备份。"
    ),
    "bundle_no_recipient": (
        "还没有可以接收的电脑，没有生成数据包，记录都在本机。请先完成开户或登记。"
    ),
    "blob_too_large": (
        "有一个附件太大，没有生成数据包，记录都在本机。请换一张小一些的照片后再同步。"
    ),
    # the enrolment package and its code
    "package_damaged": "这个开户包损坏了，没有建立任何数据。请在县里重新拷贝一份。",
    "package_newer": (
        "这个开户包是新版程序做的（需要版本 {needed}，本机 {have}），没有建立任何数据。"
        "请先升级本程序。"
    ),
    "code_wrong": (
        "开户码不对，开户包没有打开，没有建立任何数据。请对照县里给的纸条再输一次；"
        "还不对请看看开户包和开户码是不是一对。"
    ),
    "code_incomplete": (
        "码应为 {needed} 个字符，现在是 {found} 个，文件没有打开，什么都没有动。请对照纸条补全。"
    ),
    "code_character": (
        "码里没有这样的字符：{characters}。文件没有打开，什么都没有动。"
        "码不用 0、1、I、L、O、U，请对照纸条再看一遍。"
    ),
    # keys, certificates, the county's list of devices
    "device_keys_damaged": (
        "本机的设备密钥读不出来，没有发出也没有导入任何内容，记录都在本机。请恢复最近的备份。"
    ),
    "certificate_invalid": (
        "这份设备证书的签名不对，没有采用，数据没有变化。请联系县管理员重新签发。"
    ),
    "certificate_expired": (
        "{officer}的设备证书已于 {day} 到期，没有采用，记录都在本机。请联系县管理员换发。"
    ),
    "certificate_foreign": (
        "这份设备证书是另一个县（{county}）的，没有采用，数据没有变化。请换用本县的开户包。"
    ),
    "roster_invalid": "县里的设备名单签名不对，没有采用，仍用原来的名单。请在县里重新拷贝。",
    "roster_foreign": "这份设备名单是另一个县的，没有采用，仍用原来的名单。请换用本县的同步U盘。",
    # a short secret between a laptop and the county
    "whisper_damaged": (
        "密封的恢复码读不出来，没有显示，数据没有变化。请让那台电脑再同步一次后重试。"
    ),
    # mailboxes
    "mailbox_missing": (
        "没有找到同步位置“{place}”，数据没有变化。请插好U盘或检查文件夹和网址，再点“一键同步”。"
    ),
    "mailbox_unmarked": (
        "这个U盘不是县里制作的同步U盘，没有读写任何内容。请换一个，或打开看看有没有名单文件。"
    ),
    "mailbox_foreign": (
        "这是另一个县的同步U盘或文件夹（{place}），没有读写任何内容。请换用本县的。"
    ),
    "mailbox_newer": (
        "这个同步位置（{place}）是新版程序制作的，没有读写任何内容。请先升级本程序。"
    ),
    "mailbox_full": ("同步位置 {place} 满了，没有写进去，记录都在本机。请清理后再点“一键同步”。"),
    "mailbox_read_only": (
        "同步位置 {place} 不能写，没有写进任何内容，记录都在本机。"
        "请打开U盘的写保护开关或换一个，再点“一键同步”。"
    ),
    "mailbox_vanished": ("U盘被拔出，本次同步没有完成，数据没有变化。请重新插入再点“一键同步”。"),
    "mailbox_not_kept": (
        "写到 {place} 的数据包读回来不一样，本次同步没有完成，记录都在本机。"
        "这个U盘可能坏了，请换一个再点“一键同步”。"
    ),
    "mailbox_unreachable": (
        "连不上同步服务器 {place}，本次同步没有完成，数据没有变化。请检查网络后再试，或改用U盘。"
    ),
    "mailbox_login": (
        "同步服务器 {place} 不认这个用户名或密码，没有读写任何内容。"
        "县里自己的服务器请联系县管理员；别的服务器请在网址里写上用户名和密码"
        "（如 sftp://name:password@host/box）再试，密码会另外存放，不再显示。"
    ),
    "mailbox_certificate": (
        "同步服务器 {place} 的证书和本机登记的不一致，或者本机还没有登记，没有读写任何内容。"
        "请先用U盘和县里同步一次，登记会随数据包来；还不行请联系县管理员核对证书。"
    ),
    "mailbox_host_key": (
        "同步服务器 {place} 的密钥变了（现在是 {fingerprint}），没有读写任何内容。"
        "请联系县管理员核对；确实换了，再在设置的“这台电脑”里改“SFTP 服务器的密钥”。"
    ),
    "mailbox_host_new": (
        "第一次连接同步服务器 {place}，它的密钥是 {fingerprint}，还没有读写任何内容。"
        "请和县管理员核对，一致后填到设置的“这台电脑”里“SFTP 服务器的密钥”，再同步。"
    ),
    "mailbox_address": (
        "看不懂同步位置“{address}”，没有读写任何内容。"
        "可以写文件夹，或以 webdav://、webdavs://、sftp:// 开头的网址。"
    ),
    # the folder on this machine into which waiting bundles are copied
    "inbox_full": (
        "电脑的磁盘满了（{folder}），没有导入任何内容，数据没有变化。请清理后再点“一键同步”。"
    ),
    "inbox_failed": (
        "不能写入电脑的收件文件夹 {folder}，没有导入任何内容，数据没有变化。请检查后再试。"
    ),
    "review_one_value": (
        "这一项只能有一个内容，不能都留，没有改动。请用 --take 选定一个，另一个仍在操作记录里。"
    ),
    # what was set aside
    "quarantine_unknown": (
        "没有编号以 {key} 开头的已隔离数据包，或不止一个。没有改动，请对照“收到的数据包”里的编号。"
    ),
    "quarantine_file_missing": (
        "隔离的文件 {name} 不在本机了，没有改动。对方没有收到回执，请让对方再同步一次。"
    ),
    # how this computer stands with its county
    "device_revoked": (
        "这台电脑已被县里停用。停用以前上报的都算数，以后记的还在本机，但县里不再自动接收。"
        "请联系县管理员。"
    ),
    "package_used_elsewhere": (
        "这个开户包已经在另一台电脑上用过，县里没有登记这台电脑，也没有接收它的数据，"
        "记录都在本机。请县管理员另做一个开户包。"
    ),
    "certificate_soon": (
        "本机的设备证书 {day} 到期，还有 {days} 天。请在到期前同步一次，并请县管理员换发。"
    ),
    "certificate_over": (
        "本机的设备证书已于 {day} 到期，县里会先隔离本机的数据包，换发证书后自动接收。"
        "记录都在本机，请联系县管理员换发。"
    ),
    "rotation_county": ("县级账本不换设备密钥，没有改动。要换县里的根密钥，请用 county rotate。"),
    "rotation_not_certified": (
        "县里还没有登记这台电脑，不能换密钥，没有改动。请先同步两次，让县里登记。"
    ),
    # the county's keys in a file of their own
    "keys_file_damaged": "这个密钥文件读不出来，没有建立任何数据。请换一份拷贝再试。",
    "keys_code_wrong": (
        "密钥文件的码不对，没有建立任何数据。请对照存密钥时抄下的 16 位码再输一次。"
    ),
    # the county's own server
    "server_port_taken": (
        "{host} 的 {port} 端口已被别的程序占用，服务器没有启动，数据没有变化。请换一个端口再试。"
    ),
    "server_host_unknown": (
        "本机没有 {host} 这个地址，服务器没有启动，数据没有变化。请填本机在局域网里的地址。"
    ),
}
