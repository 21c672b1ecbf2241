"""Speakers of Chinese prose: names without spaces, verbs of speaking after their subject, taking turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.script.attributor import UNKNOWN, Attribution, Paragraph
from pipeline.script.lexicon.word_lists import CHINESE_VERBS, words

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦马苗方俞任袁"
    "柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房裘缪解应宗丁邓洪包左石崔吉龚程邢裴陆荣翁甄曲封储"
    "靳井段巫焦侯宓蓬全班仰仲宫宁仇栾甘厉祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲鄂索赖卓蔺屠蒙池乔闻莘翟谭劳逄"
    "姬申扶堵冉宰雍桑桂牛寿边扈燕冀浦尚农温别庄晏柴瞿阎慕连茹习宦艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇"
    "广东欧沃利蔚越夔隆师巩聂晁勾敖融冷辛阚简饶曾沙养鞠须丰巢关相查后荆红游权盖益桓公單趙錢孫鄭馮陳衛蔣韓楊"
    "許呂張嚴華謝鄒"
)
_NOUNS = words(
    """
    掌柜 掌柜的 伙计 小伙计 老板 老板娘 先生 太太 老爷 少爷 小姐 夫人 奶奶 爷爷 母亲 父亲
    妈妈 爸爸 妈 爹 娘 爷 婆婆 公公 哥哥 弟弟 姐姐 妹妹 叔叔 伯伯 婶婶 嫂子 大嫂 大哥 二哥
    和尚 道士 师父 师傅 徒弟 医生 大夫 老师 学生 校长 警察 司机 车夫 店主 老头子 老头 老人
    老太太 老妈子 老婆子 女人 男人 孩子 女孩 男孩 姑娘 青年 少年 丫头 丫鬟 仆人 客人 主人
    船家 地保 驼背 那人 这人 皇帝 皇后 王爷 公主 太监 将军 士兵 军官 官 秀才 举人
    掌櫃 夥計 老闆 太爺 老爺 母親 父親 奶奶 醫生 老師 女兒 兒子 儿子 女儿 丈夫 妻子 表哥
    表妹 邻居 朋友 同学
    """
)
_CROWDS = words("众人 大家 人们 旁人 他们 她们 我们 看客 眾人 人們 他們 她們 我們 别人 有人")
_PRONOUNS = ("他", "她", "我", "它")
_VERB = "|".join(sorted(CHINESE_VERBS, key=lambda verb: (-len(verb), verb)))
_MANNER = (
    r"(?:[一-鿿]{0,6}?地|[一-鿿]{0,4}?着|又|便|就|也|只|却|卻|都|还|還|才|忽然|忙|连忙|連忙"
    r"|大声|大聲|低声|低聲|轻声|高声|冷冷|淡淡|赶紧|於是|于是)"
)
_NOT_NAMES = words(
    """
    后来 後來 那时 以后 以後 小的 老了 老是 小时 阿呀 阿哟 小心 时候 何以 何必 何况 安静
    明白 明天 白天 全体 和我 和他 于是 都是 都不 那是 那个 向来 方才 常常 应该
    """
)
_SPOKEN = re.compile(
    rf"(?P<who>[一-鿿]{{1,12}}?)(?:{_MANNER}){{0,4}}(?:[对對向跟和朝][一-鿿]{{1,5}})?(?:{_VERB})(?:了|着|了一声|起来|起來)?$"
)
_REFUSED = re.compile(rf"(?:不|没有?|沒有?|未)[一-鿿]?(?:{_VERB})(?:了|着)?$")
_LEADS_IN = re.compile(rf"(?:{_VERB})(?:了|着)?[：:，,]?\s*$")
_DESCRIBED = re.compile(
    r"(?:(?:[那这這]|一)[个個位名])?(?P<who>[一-鿿]{2,8}?的(?:人|女人|男人|老人|孩子|老头|声音|聲音))"
)
_SOMEONE = re.compile(r"(?:有的|有个人|有個人|有一个|又一个|另一个|一个声音|有人)")
_CALLED = re.compile(r"(?:^|[，。！？、—…])(?P<who>[一-鿿]{2,4})(?=[，！？—…、,!?])")
_VERB_ENDS = re.compile(rf"(?:{_VERB})(?:了|着)?$")
_CLAUSE = re.compile(r"[，。！？；：,!?;:、\n“”「」『』—…]+")
_RECENT = 6
_SURE, _LIKELY, _GUESS = 0.92, 0.7, 0.5


@dataclass(slots=True)
class _People:
    """The persons of a book, the longest names first."""

    names: list[str] = field(default_factory=list)
    described: dict[str, str] = field(default_factory=dict)
    """What tells a person apart, as it may stand for them: "花白胡子" for "花白胡子的人"."""

    def at(self, clause: str) -> str | None:
        """The person, pronoun or group that a clause begins with; "his mother" is the mother."""
        owned = re.match(r"[他她我](?:的)?", clause)
        if owned is not None:
            kin = next((name for name in self.names if clause.startswith(name, owned.end())), None)
            if kin is not None:
                return kin
            if owned.group().endswith("的"):
                return None
        if _SOMEONE.match(clause):
            return "有人"
        described = _DESCRIBED.match(clause)
        if described is not None and not described["who"].startswith(_PRONOUNS):
            return described["who"]
        for mark, who in self.described.items():
            if clause.startswith(mark):
                return who
        for who in (*self.names, *_CROWDS, *_PRONOUNS):
            if clause.startswith(who):
                return self._kin(clause.removeprefix(who)) or who
        return None

    def _kin(self, rest: str) -> str | None:
        """Whom "…'s mother" means."""
        kin = rest.removeprefix("的")
        return next((name for name in self.names if kin != rest and kin.startswith(name)), None)

    def inside(self, clause: str) -> str | None:
        """The person whom a clause names first."""
        found = [(clause.find(who), -len(who), who) for who in self.names if who in clause]
        return min(found)[2] if found else None


def attribute_chinese(paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
    """Speakers of Chinese prose, from scratch."""
    narration = ["".join(paragraph.narration) for paragraph in paragraphs]
    people = _People(_names(paragraphs, narration), _descriptions(narration))
    result: list[list[Attribution]] = []
    recent: list[str] = []
    chapter: int | None = None
    called: str | None = None
    for paragraph, narrated in zip(paragraphs, narration, strict=True):
        if paragraph.chapter != chapter:
            chapter, recent, called = paragraph.chapter, [], None
        answers: list[Attribution] = []
        for index, quotation in enumerate(paragraph.quotations):
            answer = _by_cue(paragraph, index, people, recent, called)
            if answer is None:
                apart = index and paragraph.text[paragraph.quotations[index - 1].end : quotation.start].strip()
                same = bool(apart) or quotation.continues
                answer = _by_turn(recent, called, same=same)
            answers.append(answer)
            called = _called(paragraph.text[quotation.start : quotation.end], people, answer.speaker)
            if answer.speaker is not None:
                recent = [*[name for name in recent if name != answer.speaker][-_RECENT:], answer.speaker]
        if not paragraph.quotations:
            called = None
        named = people.inside(narrated)
        if named is not None and not paragraph.quotations:
            recent = [*[name for name in recent if name != named][-_RECENT:], named]
        result.append(answers)
    return result


def _called(speech: str, people: _People, speaker: str | None) -> str | None:
    """Whom the words call by name."""
    names = (match["who"] for match in _CALLED.finditer(speech.strip('“”「」『』"')))
    return next((name for name in names if name in people.names and name != speaker), None)


def _descriptions(narration: Iterable[str]) -> dict[str, str]:
    """Descriptions of persons without a name that the text shortens elsewhere."""
    clauses = [clause for text in narration for clause in _CLAUSE.split(text)]
    found = {
        match["who"] for clause in clauses if (match := _DESCRIBED.match(clause)) and match["who"].endswith("的人")
    }
    marks = {who.removesuffix("的人"): who for who in sorted(found)}
    return {
        mark: who
        for mark, who in marks.items()
        if len(mark) > 2 and any(clause.startswith(mark) and not clause.startswith(who) for clause in clauses)
    }


def _names(paragraphs: Iterable[Paragraph], narration: Iterable[str]) -> list[str]:
    """Person names: what begins with a family name, comes back, and stands where persons stand."""
    grams: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for paragraph in paragraphs:
        for clause in _CLAUSE.split(paragraph.text):
            for size in (2, 3):
                for start in range(len(clause) - size + 1):
                    if clause[start] in _SURNAMES or clause[start] in "阿老小":
                        grams[clause[start : start + size]] += 1
                        leads[clause[start : start + size]] += start == 0
    narrated = "\n".join(narration)
    chosen = {noun for noun in _NOUNS if any(noun in paragraph.text for paragraph in paragraphs)}
    for gram, count in grams.items():
        if (
            count < 3
            or gram not in narrated
            or gram in _NOT_NAMES
            or leads[gram] * 4 < count
            or not all("一" <= letter <= "鿿" for letter in gram)
        ):
            continue
        if len(gram) == 3 and count * 10 >= grams[gram[:2]] * 7:
            chosen.add(gram)
        elif len(gram) == 2 and leads[gram] * 2 >= count:
            longer = max((grams[other] for other in grams if len(other) == 3 and other.startswith(gram)), default=0)
            if longer * 10 < count * 5:
                chosen.add(gram)
    return sorted(chosen, key=lambda name: (-len(name), name))


def _by_cue(
    paragraph: Paragraph, index: int, people: _People, recent: Sequence[str], called: str | None
) -> Attribution | None:
    quotations = paragraph.quotations
    here = quotations[index]
    begin = quotations[index - 1].end if index else 0
    end = quotations[index + 1].start if index + 1 < len(quotations) else len(paragraph.text)
    led_in = _LEADS_IN.search(paragraph.text[begin : here.start]) is not None
    following = [clause for clause in _CLAUSE.split(paragraph.text[here.end : end][:40].lstrip("，, ")) if clause][:1]
    if following and not led_in and _VERB_ENDS.search(following[0]) and not _REFUSED.search(following[0]):
        who = people.at(following[0]) or people.inside(following[0])
        if who is not None:
            return _person(who, recent, called, "verb after", _SURE)
    before = paragraph.text[begin : here.start].rstrip("：:，, “「『\n")
    sentence = re.split(r"[。！？\n]", before)[-1]
    clauses = [clause for clause in re.split(r"[，,；;：:、—…]+", sentence) if clause]
    if not clauses:
        return None
    spoken = _SPOKEN.search(clauses[-1])
    sure = spoken is not None
    for clause in reversed(clauses):
        who = people.at(clause) or (people.inside(clause) if clause is clauses[-1] and sure else None)
        if who is not None:
            return _person(who, recent, called, "verb before" if sure else "beat before", _SURE if sure else _LIKELY)
    return None


def _person(who: str, recent: Sequence[str], called: str | None, cue: str, confidence: float) -> Attribution:
    if who == "我":
        return Attribution(None, confidence, f"{cue}: 我")
    if who in _PRONOUNS:
        if called is not None:
            return Attribution(called, _GUESS, f"{cue}: {who}")
        if recent:
            return Attribution(recent[-1], _GUESS, f"{cue}: {who}")
        return Attribution(None, _GUESS, f"{cue}: {who}")
    return Attribution(who, confidence, f"{cue}: {who}")


def _by_turn(recent: Sequence[str], called: str | None, *, same: bool) -> Attribution:
    if same and recent:
        return Attribution(recent[-1], _LIKELY, "goes on")
    if called is not None:
        return Attribution(called, _GUESS, "called before")
    if len(recent) >= 2:
        return Attribution(recent[-2], _GUESS, "turn taking")
    return UNKNOWN
