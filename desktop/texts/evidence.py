"""What the program says of photos: one that cannot be taken over, one that does not fit."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # a picture that was not taken over: the others and what was typed stay
    "photo_missing": "没有找到文件 {name}。没有添加，其余没有变化，请核对文件名和文件夹。",
    "photo_gone": (
        "读 {name} 时连接断了，可能手机或U盘被拔出。这一张没有添加，其余没有变化。"
        "请重新连接，再选一次。"
    ),
    "photo_unreadable": (
        "{name} 打不开，可能没有权限或不是文件。没有添加这一张，其余没有变化，请换一个文件。"
    ),
    "photo_too_large": "{name} 超过 {most} MB。没有添加这一张，其余没有变化，请换一张普通照片。",
    "photo_pixels": (
        "{name} 超过 {most} 百万像素，打开会占满内存。没有添加这一张，其余没有变化，"
        "请换一张，或在手机相册里缩小后再选。"
    ),
    "photo_heic": (
        "{name} 是 HEIC 格式，这里打不开。没有添加这一张，其余没有变化。"
        "苹果手机请在“设置 > 相机 > 格式”选“兼容性最佳”，"
        "安卓手机请关掉相机的“HEIF”或“高效”格式；已拍的请在手机上另存为 JPEG 再选。"
    ),
    "photo_kind": (
        "{name} 不是 JPEG 或 PNG 照片。没有添加这一张，其余没有变化，"
        "请换一个文件或在手机上另存为 JPEG。"
    ),
    "photo_broken": (
        "{name} 不完整或已损坏，可能没有拷贝完。没有添加这一张，其余没有变化，"
        "请从手机重新拷贝这一张。"
    ),
    "photo_folder_gone": (
        "文件夹 {name} 打不开，可能手机或U盘被拔出。已添加的照片和填的内容都在，请重新连接再打开。"
    ),
    "photo_not_kept": (
        "有一张照片不在本机了，记录没有保存，填的内容都在。请去掉这一张，或重新添加后再存。"
    ),
    "photo_none": "没有照片。没有改动，请先选照片或换一个范围。",
    "photo_role_refused": (
        "照片和拍摄位置是个人信息，本机的角色不能导出，也不能看位置。"
        "没有导出，也没有显示，请用县里或银行的电脑。"
    ),
    "photo_elsewhere": (
        "这张照片还没收到。记录没有变化，拍照的电脑同步以后会随数据包来"
        "（农业农村和监管部门的电脑不收照片）；如果就是本机拍的，请把同一张照片再添加一次。"
    ),
    "photos_lost": (
        "有 {n} 条记录的照片本机拍过、现在没有（如 {visit_no}），可能是恢复备份后缺的。"
        "记录都在，下次同步会向县里要；县里也没有的，请把同一张照片再添加到那一条。"
    ),
    "photos_not_restored": (
        "备份旁边的照片库（photos-….shelf）里没有其中 {n} 张照片，其余内容都已恢复。"
        "请把备份和照片库放在同一个文件夹再恢复一次，或把原来的照片再添加到那几条记录。"
    ),
    # slips that were left at a door
    "slip_several": (
        "有几张单子的号是这个或这样结尾：{known}。内容还在，没有保存，请写全单号或核验码。"
    ),
    "slip_not_ours": (
        "扫到的码不是本机发出的单子，或内容改过。内容还在，没有保存，请核对纸张或手输单号。"
    ),
    # a picture that does not go with its record: told, never refused
    "photo_other_day": "照片时间与记录的日期不一致：拍于 {taken}，记录 {day}。",
    "photo_far": "照片地点离{village}其他照片约 {km} 公里，请核对是不是这一户。",
    "photo_far_there": "照片地点离{village}其他照片约 {km} 公里，请核对是不是这个村。",
    "photo_used": "同一张照片已用在 {who} {day} 的走访。",
    "photo_used_there": "同一张照片已用在{village} {day} 的宣传活动。",
}
