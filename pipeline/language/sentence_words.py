"""Word lists of the sentence component: abbreviations by their behaviour before a capital, and openers."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# All in lower case, without the final full stop.
TITLES = _words(
    """mr mrs ms mx messrs mm mme mmes mlle mlles m dr drs prof rev revd hon rt gen lt col capt cpt cmdr adm sgt cpl
    maj brig pvt gov sen rep pres supt insp det supt fr br sr sra srta dna sig herr hr frau mt mts ft pt st ste
    ss mons esq.mr msgr mgr mons bp abp amb atty asst assoc treas profs sens reps revd lieut pte cdr comdr cdre
    sergt ens flt wg sqn ldr spc bro const wm chas thos geo jas jos robt saml sam'l danl dan'l benj edw edwd fredk
    richd rich'd jno hy alexr archd nathl matt'w margt eliz cath andw abr theo phil"""
)
"""Precede a name: a capital after them does not begin a sentence."""

INNER = _words("e.g eg i.e ie viz cf vs v ca circa approx resp incl esp sc a.k.a aka n.b nb q.v fl")
"""Never end a sentence."""

SCENES = _words("int ext est")
"""Open the heading of a scene, in capitals: what follows is its place."""

BEFORE_NUMBER = _words(
    """no nos nr pp p pg vol vols ch chap chs fig figs art arts sec secs par ll vv bk bks op ed eds pt pts n°
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun § ver b c d l r s v"""
)
"""Belong to the number after them; before anything else their full stop ends the sentence as usual."""

EITHER = _words(
    """jr sr inc co corp ltd llc bros esq u.s u.k u.s.a u.n u.s.s.r ph.d m.d b.a m.a b.sc m.sc d.d d.c b.c a.d b.c.e
    c.e st ave rd blvd sq ln hwy dept est assn univ mass conn calif penn tenn va ga fla ill mich minn wis ariz
    al oz lb lbs ft in yd yds mi hr hrs min mins sec secs tel ext ibid et.al
    const bro ens theo phil abr cath vice rear pt"""
)
"""May end a sentence: they do before a typical opener."""

CLOSING = _words("etc &c a.m p.m am pm usw etcétera")
"""End a sentence before any capital, except where a day, month or zone belongs to them."""

AFTER_TIME = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december eastern pacific central mountain greenwich est edt cst pst pdt gmt utc
    bst cet"""
)

STARTERS = _words(
    """a an the this that these those he she it we they you i i'm i'd i'll i've he's she's it's that's there's we're
    his her its our their my your there here then when where what who whom whose which why how if but and or nor
    so yet as at in on for from with without after before by to into upon over under through during since until
    while although though because unless no not yes well oh ah all some any one two three many most each every
    another both such perhaps maybe now once still meanwhile suddenly later soon outside inside even only just
    nobody everybody everyone someone something nothing everything anyone is are was were do does did have has
    had can could will would shall should may might must never always often sometimes today tomorrow yesterday
    tonight finally however moreover besides instead none let don't didn't isn't wasn't please nearly almost
    beyond across behind beside between"""
)
"""Words rarely capitalised in mid-sentence: after an ambiguous full stop they begin a sentence."""

LETTERED = _words(
    """plan vitamin grade class type group section part appendix exhibit letter option team point figure schedule
    hepatitis route line column row block unit level model version choice answer question room gate platform
    studio channel track"""
)
"""Words before a single capital that is a label ("plan B."), so that its full stop ends the sentence."""

SPEECH = _words(
    """said says say asked asks cried cries replied replies answered answers whispered shouted exclaimed muttered
    murmured called added remarked observed repeated returned inquired enquired demanded begged screamed yelled
    roared growled sighed laughed snapped continued began went thought wondered gasped breathed hissed sobbed
    groaned moaned barked interrupted insisted suggested agreed protested declared announced responded retorted
    told pleaded stammered interposed rejoined ejaculated persisted pursued resumed shrieked wailed bellowed
    croaked drawled mumbled"""
)

SPEECH_ZH = (
    r"(?:[说问喊叫答骂嚷吼应喝叹念唱劝]|嘀咕|抱怨|吩咐|命令|解释|补充|反驳|打断|接口|插嘴)(?:道|着|了?起来|了?一(?:句|声|遍)|了?两声)?"
    r"|问[^，。]{1,3}|[笑哭想怒谢赞]道|[心暗]想|笑着说"
)
"""End of the reporting clause after a Chinese quotation: 他常说, 母亲问道, 老人又喊了一遍."""

NO_SPEECH_ZH = "(?:没有?|不|别|听|据)[再敢想要能肯多]?[说问喊叫答应话]"
"""Exceptions such as 他没有说, which do not report the quotation before them."""
