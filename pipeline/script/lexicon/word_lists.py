"""The words that rules of attribution know: closed lists of English and Chinese, no names."""

from __future__ import annotations

from pipeline.script.lexicon.verbs import forms


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


SPEECH_VERBS = forms("say", "past", "third") | forms("message", "past", "third") | {"say"}
"""Verbs that may stand beside a quotation in a cue; particles are joined by a hyphen here."""

SPEECH_PARTICIPLES = forms("say", "participle", but="act")
"""The verbs as they follow a subject at some distance: "he rose, saying"."""

CHINESE_VERBS = words(
    """
    说道 笑道 问道 答道 叫道 喊道 骂道 叹道 喝道 回答道 回道 应道 哭道 怒道 喜道 冷笑道 笑着说 大声说 低声说 轻声说
    接着说 又说 便说 就说
    回答说 解释说 说 道 问 答 叫 喊 嚷 骂 曰 云 說道 問道 說 問 罵 嘆道 歎道 答應道 應道 喊道
    """
)
"""Chinese puts the subject before the verb."""

ELISIONS = words(
    """
    tis twas twere twill twould twon em cause bout til till n round ere cos cept gainst neath pon fore spect
    stead d ll s t m re ve un im er is ave ad as ope ouse ome ow isself eard
    """
)
"""What is left of English words whose beginning an apostrophe replaces."""

PRONOUNS = words("he she they i we it him her them me us")

MALE_NOUNS = words(
    """
    man boy gentleman father brother son husband uncle nephew grandfather lad fellow chap king prince lord duke
    count baron squire clergyman vicar curate rector priest monk host landlord waiter footman butler coachman
    groom gardener sailor soldier officer colonel captain general major sergeant lieutenant admiral policeman
    constable detective inspector barber carpenter smith blacksmith farmer shepherd huntsman tinker tailor
    cobbler baker butcher miller grandson stepfather papa bridegroom widower bachelor sire sir schoolmaster
    master youth dragoman magistrate barrister doctor surgeon lawyer banker driver porter messenger mariner
    tramp labourer navvy ostler postman salesman engineer actor valet headmaster knight wizard emperor monsieur
    son-in-law father-in-law brother-in-law manservant
    """
)
FEMALE_NOUNS = words(
    """
    woman girl lady mother sister daughter wife aunt niece grandmother lass maid queen princess duchess countess
    baroness hostess landlady waitress housekeeper governess nurse cook spinster widow bride mamma mama mistress
    schoolmistress granddaughter stepmother nun witch fairy actress matron seamstress barmaid maidservant
    washerwoman laundress housemaid chambermaid parlourmaid mother-in-law daughter-in-law sister-in-law madam
    madame heiress ladyship
    """
)
PERSON_NOUNS = words(
    """
    child baby servant friend cousin visitor guest stranger neighbour companion speaker voice person patient student
    pupil teacher clerk cashier lodger passenger traveller clown secretary assistant prisoner witness judge juror
    shopman official guard guide caller customer creature animal bird parent orphan infant sweetheart lover enemy
    partner colleague other latter former one author poet artist painter musician reporter journalist operator agent
    chief mayor
    """
)
COLLECTIVES = words(
    """
    others people crowd audience chorus company party group throng mob multitude assembly assemblage congregation
    gathering jury rest majority pair couple trio crew band gang troop regiment public populace circle knot cluster
    bystanders onlookers gentry folk folks cavalry household
    """
)
"""Nouns in the singular, or without one, that mean several people."""
NAMELESS = words(
    """
    others people crowd rest all voices chorus majority company party group throng gathering pair couple trio knot
    circle cluster folk folks two three four
    """
)
"""Several people of whom the noun tells nothing that would make them a role of their own."""
VOICES = words("voice voices tones accents")
BODY = words("lips eyes eye face hands hand head mouth tongue brow eyebrows fingers")
"""Parts of someone, who speaks where they are said to."""
OUTCRIES = words(
    """
    cry cries shout shouts chorus murmur murmurs whisper whispers scream screams shriek shrieks yell yells roar roars
    call calls exclamation exclamations outcry clamour howl howls cheer cheers groan groans hiss hisses opinion opinions
    verdict voice voices
    """
)
"""What is heard of speakers of whom the narrator tells no more."""
OWN_WORDS = BODY | VOICES | OUTCRIES | words("reply answer response rejoinder retort comment remark")
"""What speaks for the one whose it is: "her lips said", "was Tibby's opinion"."""
THINGS = words(
    """
    cat dog horse pony donkey mule ass cow calf bull ox sheep lamb goat pig sow hog hen chicken chick cock cockerel
    rooster duck duckling drake goose gander turkey swan bird-song thrush blackbird robin sparrow starling lark
    linnet finch canary nightingale wren swallow cuckoo crow raven rook jackdaw magpie jay owl hawk falcon eagle
    vulture parrot cockatoo macaw mocking-bird mockingbird peewit lapwing plover curlew gull pigeon dove partridge
    pheasant quail heron stork crane peacock mouse rat hare rabbit squirrel hedgehog fox wolf bear lion tiger
    leopard elephant camel monkey ape deer stag frog toad snake serpent lizard tortoise turtle fish whiting salmon
    trout crab lobster snail worm bee wasp fly gnat butterfly caterpillar beetle ant spider cricket grasshopper
    kitten puppy hound terrier spaniel mastiff wind breeze storm thunder rain river stream brook sea ocean wave tide
    sky cloud sun moon star earth mountain hill rock stone boulder tree oak leaf forest wood flower rose grass fire
    flame night day morning evening silence darkness echo spring summer autumn winter clock bell watch door gate
    window wall house room bed chair table book letter note telegram paper newspaper page line inscription sign
    poster notice card label bill placard engine train wheel drum trumpet fiddle piano organ music song tune melody
    gun cannon sword reason logic evidence conscience instinct memory imagination fancy hope fear pride vanity
    prudence wisdom experience duty honour honor fate destiny fortune nature death love life time truth justice
    thought idea soul spirit heart mind sense gesture look glance smile nod shrug bow attitude expression manner
    proverb adage saying maxim motto text poem verse rhyme story tale legend history rumour rumor gossip report
    """
)
"""Animals, things and notions, which at times are said to speak."""
KIN = words(
    """
    father mother brother sister son daughter husband wife uncle aunt nephew niece cousin grandfather
    grandmother mamma papa mama parent stepfather stepmother mother-in-law father-in-law brother-in-law
    sister-in-law friend companion master mistress host hostess guest visitor lover sweetheart landlady landlord
    """
)
STAND_INS = words(
    """
    man woman boy girl lady gentleman lad lass fellow chap other latter former speaker youth creature child
    stranger visitor friend companion guest host hostess father mother brother sister son daughter husband wife
    uncle aunt nephew niece cousin voice person patient one
    """
)
"""Nouns that mostly stand for someone who has a name elsewhere."""
