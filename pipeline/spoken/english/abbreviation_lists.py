"""Lists of English abbreviations by their position; the rules are in `abbreviations.py`."""

from __future__ import annotations

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messieurs", "Dr": "Doctor", "Drs": "Doctors",
    "Prof": "Professor", "Profs": "Professors", "Rev": "Reverend", "Revd": "Reverend", "Hon": "Honourable",
    "Gov": "Governor", "Sen": "Senator", "Sens": "Senators", "Rep": "Representative", "Reps": "Representatives",
    "Pres": "President", "Fr": "Father", "Br": "Brother", "Bro": "Brother", "Mme": "Madame", "Mlle": "Mademoiselle",
    "Mgr": "Monsignor", "Msgr": "Monsignor", "Bp": "Bishop", "Abp": "Archbishop", "Amb": "Ambassador",
    "Atty": "Attorney", "Asst": "Assistant", "Assoc": "Associate", "Sec": "Secretary", "Treas": "Treasurer",
    "Supt": "Superintendent", "Insp": "Inspector", "Det": "Detective", "Const": "Constable", "Mt": "Mount",
    "Ft": "Fort", "Pt": "Point", "Sra": "Señora", "Srta": "Señorita",
    "Rt": "Right",
}  # fmt: skip
"""Before a name: of people, and of places."""

RANKS = {
    "Gen": "General", "Col": "Colonel", "Maj": "Major", "Capt": "Captain", "Lieut": "Lieutenant", "Lt": "Lieutenant",
    "Brig": "Brigadier", "Cmdr": "Commander", "Cdr": "Commander", "Comdr": "Commander",
    "Cdre": "Commodore", "Adm": "Admiral", "Sgt": "Sergeant", "Sergt": "Sergeant", "Cpl": "Corporal",
    "Pvt": "Private", "Pte": "Private", "Ens": "Ensign",
    "Flt": "Flight", "Wg": "Wing", "Sqn": "Squadron", "Ldr": "Leader", "Spc": "Specialist",
    "Vice": "Vice", "Rear": "Rear",
}  # fmt: skip
"""Military ranks, alone and in compounds: Lt.-Col., Maj. Gen."""

GIVEN_NAMES = {
    "Wm": "William", "Chas": "Charles", "Thos": "Thomas", "Geo": "George", "Jas": "James", "Jos": "Joseph",
    "Robt": "Robert", "Saml": "Samuel", "Sam'l": "Samuel", "Danl": "Daniel", "Dan'l": "Daniel", "Benj": "Benjamin",
    "Edw": "Edward", "Edwd": "Edward", "Fredk": "Frederick", "Richd": "Richard", "Rich'd": "Richard", "Jno": "John",
    "Hy": "Henry", "Alexr": "Alexander", "Archd": "Archibald", "Nathl": "Nathaniel", "Matt'w": "Matthew",
    "Margt": "Margaret", "Eliz": "Elizabeth", "Cath": "Catherine", "Andw": "Andrew", "Abr": "Abraham",
    "Theo": "Theodore", "Phil": "Philip",
}  # fmt: skip
"""As in old documents, always with a full stop."""

DAYS_AND_MONTHS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday", "Thu": "Thursday",
    "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Jan": "January", "Feb": "February", "Febr": "February",
    "Apr": "April", "Jul": "July", "Aug": "August", "Sept": "September", "Sep": "September", "Oct": "October",
    "Nov": "November", "Dec": "December",
}  # fmt: skip
"""Unambiguous with a full stop."""

ALSO_WORDS = {"Sat": "Saturday", "Sun": "Sunday", "Mar": "March", "Jun": "June"}
"""Could be words at a sentence's end: read only after "on", "last" and the like, or before a number."""

LATIN = {
    "e.g": "for example", "i.e": "that is", "viz": "namely", "cf": "compare", "vs": "versus", "etc": "et cetera",
    "et al": "and others", "approx": "approximately", "incl": "including", "excl": "excluding", "ca": "circa",
    "ibid": "ibidem", "&c": "et cetera", "N.B": "nota bene", "n.b": "nota bene", "q.v": "which see",
    "op. cit": "in the work cited", "loc. cit": "in the place cited", "esp": "especially", "usu": "usually",
    "govt": "government", "anon": "anonymous", "misc": "miscellaneous", "a.k.a": "also known as", "seq": "following",
}  # fmt: skip
"""In any position."""

BEHIND_NAMES = {
    "Jr": "Junior", "Sr": "Senior", "Jun": "Junior", "Junr": "Junior", "Sen": "Senior", "Senr": "Senior",
    "Esq": "Esquire", "Esqr": "Esquire", "Bros": "Brothers", "Co": "Company", "Cos": "Companies",
    "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Dept": "Department", "Mfg": "Manufacturing",
    "Assn": "Association", "Univ": "University", "Inst": "Institute", "Intl": "International", "Div": "Division",
    "Mts": "Mountains", "Cy": "Company",
}  # fmt: skip

BEFORE_NUMBER = {
    "No": "number", "Nos": "numbers", "Vol": "volume", "Vols": "volumes", "p": "page", "pp": "pages",
    "Ch": "chapter", "Chs": "chapters", "Chap": "chapter", "Chaps": "chapters", "Fig": "figure", "Figs": "figures",
    "Sec": "section", "Secs": "sections", "Art": "article", "Ver": "verse", "v": "verse", "vv": "verses", "l": "line",
    "ll": "lines", "Pt": "part", "Pts": "parts", "Bk": "book", "Bks": "books", "Op": "opus", "Rte": "Route",
    "Rt": "Route", "Hwy": "Highway", "Apt": "Apartment", "Apts": "Apartments", "Ste": "Suite", "Rm": "Room",
    "Bldg": "Building", "Flt": "Flight", "Ext": "extension", "Tel": "telephone", "Ex": "example", "Eq": "equation",
    "Par": "paragraph", "Para": "paragraph", "Col": "column", "Cols": "columns", "Ed": "edition", "Ser": "series",
    "c": "circa", "fl": "flourished", "b": "born", "d": "died", "r": "reigned", "Temp": "temperature", "Lot": "lot",
    "Pop": "population", "Est": "established", "Art. No": "article number",
}  # fmt: skip
"""Only before a number or a Roman numeral. Those capitalised here match in any case."""

OF_YEARS = frozenset(["c", "fl", "b", "d", "r"])
"""Before a year (three or four digits): "c. 1450"."""
