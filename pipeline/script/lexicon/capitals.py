"""Words that stand with a capital and are mostly no names."""

from __future__ import annotations

from pipeline.script.lexicon.word_lists import words

COMMON_WORDS = words(
    """
    I I'm I'll I've I'd I’m I’ll I’ve I’d The A An This That These Those He She It They We You His Her Its Their
    Our Your My Mine And But Or Nor For So Yet If When While As At In On Of To From By With Not No Yes Oh Ah
    Alas Well Now Then There Here What Why How Who Where Which Whose God Heaven Heavens Lord Christ Jesus
    Providence Christmas Easter Sunday Monday Tuesday Wednesday Thursday Friday Saturday January February March
    April May June July August September October November December English French German Italian Spanish Indian
    American Russian Scotch Irish Latin Greek Roman Englishman Frenchman Englishwoman European Christian
    Mohammedan Hindu Jew Jewish London Paris England France Europe America India Italy Germany Scotland Ireland
    Spain Russia Bible Church Parliament State Government Street Road Square Hall House Park Hotel Inn Court
    College Club Company Bank River Station CHAPTER Chapter Book Part Volume Good Poor Dear Bless Please Thank
    Thanks Hush Hullo Hello Goodbye Good-bye O Sir Madam Ma'am Ma’am Mr Mrs Miss Mamma Papa North South East
    West Goodness Gracious Nonsense Indeed Perhaps Hurrah Bravo Amen Damn Dearest Never Nothing Everything
    Something Somebody Nobody Everybody One Two Three Four Five Six Seven Another Let Do Did Does Don't Don’t Is
    Are Was Were Am Be Had Has Have Can Could Will Would Shall Should May Might Must Come Go Look See Take Give
    Tell Say Said Ask Think Know Mind Never Always Only Just Even Still After Before Since Until Because Though
    Although However Therefore Thus Such Some Any All Both Each Every Many Much More Most Other Ten Twenty Very
    Quite Too Again Ever Once Twice Surely Ladyship Lordship Majesty Highness Honour Honor Excellency Worship Reverence
    """
)
OPENERS = COMMON_WORDS | words(
    """
    Again Soon Later Afterwards Beforehand Meanwhile Presently Suddenly Sometimes Often Seldom Finally First Second
    Third Next Last Inside Outside Behind Below Beneath Above Upstairs Downstairs Beside Beyond Nearby Somewhere
    Nowhere Everywhere Elsewhere Overhead Underneath Between Around Across Along Against Among Through Without
    Within During Despite Neither Nor None Few Several Half People Men Women Children Others Whoever Whatever
    Someone Anyone Everyone Anybody Anything Both Dozens Hundreds Thousands Eight Nine Eleven Twelve Yesterday Today
    Tomorrow Tonight Minutes Hours Days Weeks Months Years Time Times Mornings Nights Like Unlike Instead Rather
    Either Whether Lest Once Better Worse Less Least Enough Silence Laughter Applause Light Lights Smoke Steam Dust
    Blood Sweat Tears Water Snow Sunlight Moonlight Lightning Voices Footsteps Heads Hands Eyes Faces Words Back
    Down Up Off Out Away Ahead Together Alone Okay Ok Yeah Yep Nope Sure Fine Great Right Sorry Wow Ugh Hmm Mm Er Um
    Hey Hi Dammit Shit Fuck Hell Jesus Thud Bang Crash Click Beep Ding Knock
    """
)
"""Words that stand where a sentence begins and name nobody, whatever follows."""
FAMILY_NAMES = COMMON_WORDS & words(
    """
    English French German Irish Roman London Paris England Ireland Bible Church State Street Road Hall House Park Inn
    Court Book Part Bank River Station Good Poor Bless Lord March Christmas Easter Sunday Monday Friday North South East
    West Heaven Day Christian Jew Spain
    """
)
"""Common words that are somebody's name where they say something: "asked Park"."""
