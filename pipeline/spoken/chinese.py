"""Chinese numbers in words: years, dates, times, money, measures, fractions, telephone numbers."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_GROUPS = ("", "万", "亿", "万亿")

LARGEST = 10**16 - 1

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w])\.\d+"
_BEFORE = r"(?<![\d.A-Za-z])"
_MINUS = r"(?P<minus>(?<![\dA-Za-z)）])[-−])?"

_CURRENCIES = {
    "US$": "美元",
    "$": "美元",
    "£": "英镑",
    "€": "欧元",
    "¥": "元",
    "￥": "元",
    "₩": "韩元",
    "HK$": "港元",
    "₽": "卢布",
    "₹": "卢比",
}
_UNITS = {
    "kg": "千克", "g": "克", "mg": "毫克", "t": "吨", "km": "千米", "m": "米", "cm": "厘米", "mm": "毫米",
    "nm": "纳米", "l": "升", "L": "升", "ml": "毫升", "mL": "毫升", "h": "小时", "min": "分钟", "s": "秒",
    "ms": "毫秒", "km/h": "千米每小时", "m/s": "米每秒", "Hz": "赫兹", "kHz": "千赫", "MHz": "兆赫",
    "GHz": "吉赫", "W": "瓦", "kW": "千瓦", "kWh": "千瓦时", "V": "伏", "A": "安", "KB": "千字节",
    "MB": "兆字节", "GB": "吉字节", "TB": "太字节", "dB": "分贝", "m²": "平方米", "km²": "平方千米",
    "cm²": "平方厘米", "m2": "平方米", "km2": "平方千米", "m³": "立方米", "cm³": "立方厘米", "m3": "立方米",
    "°C": "摄氏度", "℃": "摄氏度", "°F": "华氏度", "℉": "华氏度", "°": "度", "lb": "磅", "oz": "盎司",
    "ft": "英尺", "mph": "英里每小时", "kcal": "千卡",
}  # fmt: skip
_COUNTERS = (
    "个只条张位名本件次天周匹头座家间块把辆艘棵株层双对份杯瓶碗盘句声岁种点半小时分钟"
    "倍项篇首幅枚颗粒支枝根片台扇口户排桶趟回遍"
)
_SCALE = "[百千万亿]+"

_DAYS = re.compile(
    r"(?<!\d)(?P<year>\d{4}|\d{2})(?P<sign>[-/.·])(?P<month>0?[1-9]|1[0-2])(?P=sign)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?![\d.])"
)
_ERA = re.compile(
    r"(?<![\dA-Za-z])(?P<year>\d{1,4})(?P<rest>年(?:\d{1,2}月(?:\d{1,2}[日号])?)?)?\s?"
    r"(?P<era>[bB]\.?[cC]\.?|[aA]\.?[dD]\.?)(?![A-Za-z])"
)
_AFTER_ERA = re.compile(r"(?P<era>公元前?|西元前?|纪元前)(?P<year>\d{1,4})(?=年?)")
_YEARS = re.compile(r"(?<!\d)(?P<first>\d{4})年?[-–—~～至到](?P<last>\d{4}|\d{2})(?=年)")
_YEAR = re.compile(r"(?P<before>.?)(?<![\d.])(?P<year>\d{4}|\d{2})年(?P<after>.?)")
_SPAN_BEFORE = "过了近约这每有用花整第达满前后逾又隔"
_SPAN_AFTER = "前后来间代以之的多内里历级了"
_MONTH = re.compile(r"(?<!\d)0?(?P<month>[1-9]|1[0-2])月(?:份|0?(?P<day>[1-9]|[12]\d|3[01])(?P<sign>[日号]))?")
_CLOCKS = re.compile(r"(?<=[:：]\d\d)\s?[-–—~～]\s?(?=\d{1,2}[:：]\d\d)")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?\s?"
    r"(?P<half>[aApP]\.?[mM]\.?)?(?!\d)"
)
_SCORE = re.compile(r"(?<!\d)(?P<one>\d{1,3})[:：](?P<other>\d{1,3})(?!\d)")
_TELEPHONE = re.compile(
    r"(?<!\d)(?:\+86[-\s]?)?(?:1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})(?!\d)"
)
_CODE = re.compile(
    r"(?P<cue>(?:电话|手机|号码|密码|验证码|邮编|学号|尾号|账号|编号|拨打|打|拨)[是为：:]?\s?)"
    r"(?P<code>\d{3,})(?!\d|[年月日元块个万])"
)
_MONEY = re.compile(rf"{_MINUS}(?P<sign>US\$|HK\$|[$£€¥￥₩₽₹])\s?(?P<amount>{_NUMBER})(?P<scale>{_SCALE})?")
_PERCENT = re.compile(rf"{_MINUS}(?:(?P<low>{_NUMBER})%?[-–~～至到])?(?P<amount>{_NUMBER})\s?(?P<sign>[%％‰])")
_FRACTION = re.compile(rf"{_MINUS}{_BEFORE}(?P<over>\d+)[/⁄](?P<under>\d+)(?![\d/])")
_UNIT = re.compile(
    rf"{_MINUS}{_BEFORE}(?:(?P<low>{_NUMBER})[-–~～])?(?P<amount>{_NUMBER})\s?"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![A-Za-z²³])"
)
_PRODUCT = re.compile(rf"(?P<first>{_NUMBER})\s?(?P<sign>[×*+=÷<>])\s?(?={_NUMBER})")
_SIGNS = {"×": "乘", "*": "乘", "+": "加", "=": "等于", "÷": "除以", ">": "大于", "<": "小于"}
_RANGE = re.compile(rf"{_BEFORE}(?P<first>{_NUMBER})(?P<unit>{_SCALE}|[度元岁])?[-–—~～](?={_NUMBER})(?!\d+-)")
_TWO = re.compile(rf"(?<![\d.,第十/又])2(?=[{_COUNTERS}](?!分之)|年(?!级|\d)|[万亿])")
_SERIAL = re.compile(r"(?<=[A-Za-z])-?(?P<digits>\d+)")
_PLAIN = re.compile(rf"{_MINUS}(?P<number>{_NUMBER})")
_NIGHTS = re.compile(r"(?<!\d)(?P<decade>[0-9]0)(?=后(?!来))")
_ENDLESS = re.compile(r"\d{17,}|\d{1,3}(?:,\d{3}){6,}")
_TRADITIONAL = re.compile("[們這個說會後來對時點為與過還東車門問間學國書見長馬語請誰讓邊]")
_TO_TRADITIONAL = str.maketrans("万亿两点负镑欧韩吨厘钟赫兆", "萬億兩點負鎊歐韓噸釐鐘赫兆")


def cardinal(number: int) -> str:
    """一千零一万零二十: groups of four digits, with 零 for omitted places between them."""
    if number == 0:
        return "零"
    if number > LARGEST:
        return digits(str(number))
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += (
            "两" if group == 2 and index and not said else _group(group, first=not said or index > 0, leads=not said)
        )
        said += _GROUPS[index]
        gap = False
    return said


def _group(group: int, *, first: bool, leads: bool) -> str:
    """Read a group of four digits; 10 to 19 lose their 一 if `first`, and 2000 is 两千 if it `leads` the number."""
    said, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, group = divmod(group, power)
        if not digit:
            zero = bool(said)
            continue
        if zero:
            said += "零"
        if digit == 1 and power == 10 and not said and first:
            said += "十"
        else:
            said += ("两" if digit == 2 and power == 1000 and leads else _DIGITS[digit]) + unit
        zero = False
    return said


def digits(text: str) -> str:
    """Read digit by digit."""
    return "".join(_DIGITS[int(digit)] for digit in text if digit.isdecimal())


def number(text: str) -> str:
    """Read a number as written: 1,234.5, .5, 007."""
    whole, point, decimals = text.replace(",", "").partition(".")
    said = (digits(whole) if len(whole) > 1 and whole.startswith("0") else cardinal(int(whole))) if whole else "零"
    return f"{said}点{digits(decimals)}" if point and decimals else said


def _minus(match: re.Match[str]) -> str:
    return "负" if match.group("minus") else ""


def _day(match: re.Match[str]) -> str:
    return (
        f"{digits(match.group('year'))}年{cardinal(int(match.group('month')))}月{cardinal(int(match.group('day')))}日"
    )


def _era(match: re.Match[str]) -> str:
    before = "公元前" if match.group("era")[0] in "bB" else "公元"
    return f"{before}{digits(match.group('year'))}{match.group('rest') or '年'}"


def _years(match: re.Match[str]) -> str:
    return f"{digits(match.group('first'))}到{digits(match.group('last'))}"


def _year(match: re.Match[str]) -> str:
    """Read a year digit by digit; a span of years (过了10年, 2000年前) as a number."""
    written, before, after = match.group("year"), match.group("before"), match.group("after")
    span = (before in _SPAN_BEFORE and before) or (after in _SPAN_AFTER and after)
    round_number = len(written) == 4 and written.endswith("000") and after in "前多来历"
    dated = after.isdecimal() or int(written) >= 50
    if written[0] != "0" and ((len(written) == 2 and (span or not dated)) or (round_number and after)):
        said = cardinal(int(written))
    else:
        said = digits(written)
    return f"{before}{said}年{after}"


def _month(match: re.Match[str]) -> str:
    said = f"{cardinal(int(match.group('month')))}月"
    if match.group("day"):
        return f"{said}{cardinal(int(match.group('day')))}{match.group('sign')}"
    return said + ("份" if match.group().endswith("份") else "")


def _clock(match: re.Match[str]) -> str:
    hour, minute, second = int(match.group("hour")), int(match.group("minute")), match.group("second")
    half = {"a": "上午", "p": "下午"}.get((match.group("half") or " ")[0].lower(), "")
    said = f"{half}{_hours(hour)}点"
    if minute or second is not None:
        said += f"{cardinal(minute)}分"
    return said + (f"{cardinal(int(second))}秒" if second is not None else "")


def _hours(hour: int) -> str:
    return "两" if hour == 2 else cardinal(hour)


def _money(match: re.Match[str]) -> str:
    return (
        f"{_minus(match)}{number(match.group('amount'))}{match.group('scale') or ''}{_CURRENCIES[match.group('sign')]}"
    )


def _percent(match: re.Match[str]) -> str:
    base = "千分之" if match.group("sign") == "‰" else "百分之"
    low = f"{number(match.group('low'))}到" if match.group("low") else ""
    return f"{_minus(match)}{base}{low}{number(match.group('amount'))}"


def _fraction(match: re.Match[str]) -> str:
    return f"{_minus(match)}{cardinal(int(match.group('under')))}分之{cardinal(int(match.group('over')))}"


def _unit(match: re.Match[str]) -> str:
    low = f"{number(match.group('low'))}到" if match.group("low") else ""
    return f"{_minus(match)}{low}{number(match.group('amount'))}{_UNITS[match.group('unit')]}"


def _serial(match: re.Match[str]) -> str:
    """Read short serials (G20, A4, iPhone15) as numbers, long ones (T1234) digit by digit."""
    written = match.group("digits")
    return cardinal(int(written)) if len(written) <= 2 and written[0] != "0" else digits(written)


def _plain(match: re.Match[str]) -> str:
    return _minus(match) + number(match.group("number"))


def read(text: str) -> str:
    """Write the numbers of Chinese prose in characters."""
    if not any(map(str.isdecimal, text)):
        return text
    text = text.translate(str.maketrans("０１２３４５６７８９．％", "0123456789.%"))
    said = _read(_ENDLESS.sub(lambda match: digits(match.group()), text))
    return said.translate(_TO_TRADITIONAL) if _TRADITIONAL.search(text) else said


def _read(text: str) -> str:
    text = _TELEPHONE.sub(lambda match: digits(match.group()), text)
    text = _CODE.sub(lambda match: match.group("cue") + digits(match.group("code")), text)
    text = _DAYS.sub(_day, text)
    text = _ERA.sub(_era, text)
    text = _AFTER_ERA.sub(lambda match: match.group("era") + digits(match.group("year")), text)
    text = _YEARS.sub(_years, text)
    text = _YEAR.sub(_year, text)
    text = _MONTH.sub(_month, text)
    text = _CLOCKS.sub("到", text)
    text = _CLOCK.sub(_clock, text)
    text = _SCORE.sub(lambda match: f"{number(match.group('one'))}比{number(match.group('other'))}", text)
    text = _NIGHTS.sub(lambda match: digits(match.group()), text)
    text = _MONEY.sub(_money, text)
    text = _PERCENT.sub(_percent, text)
    text = _FRACTION.sub(_fraction, text)
    text = _UNIT.sub(_unit, text)
    text = _PRODUCT.sub(lambda match: number(match.group("first")) + _SIGNS[match.group("sign")], text)
    text = _RANGE.sub(lambda match: f"{number(match.group('first'))}{match.group('unit') or ''}到", text)
    text = _TWO.sub("两", text)
    text = _SERIAL.sub(_serial, text)
    return _PLAIN.sub(_plain, text)
