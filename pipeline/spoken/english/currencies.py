"""World currencies: symbols, codes, and the singular and plural names of units and subunits."""

from __future__ import annotations

Currency = tuple[str, str, str, str]

_DOLLARS = {
    "US": "US", "C": "Canadian", "CA": "Canadian", "CAN": "Canadian", "A": "Australian", "AU": "Australian",
    "NZ": "New Zealand", "HK": "Hong Kong", "S": "Singapore", "SG": "Singapore", "NT": "New Taiwan", "J": "Jamaican",
}  # fmt: skip
_DOLLAR_CODES = {
    "USD": "US", "CAD": "Canadian", "AUD": "Australian", "NZD": "New Zealand", "HKD": "Hong Kong", "SGD": "Singapore",
    "TWD": "New Taiwan", "JMD": "Jamaican",
}  # fmt: skip
_COINS = {
    "GBP": ("pound", "pounds", "penny", "pence"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "JPY": ("yen", "yen", "sen", "sen"),
    "CNY": ("yuan", "yuan", "fen", "fen"),
    "KRW": ("won", "won", "jeon", "jeon"),
    "INR": ("rupee", "rupees", "paisa", "paise"),
    "PKR": ("Pakistani rupee", "Pakistani rupees", "paisa", "paise"),
    "RUB": ("rouble", "roubles", "kopeck", "kopecks"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "SEK": ("Swedish krona", "Swedish kronor", "öre", "öre"),
    "NOK": ("Norwegian krone", "Norwegian kroner", "øre", "øre"),
    "DKK": ("Danish krone", "Danish kroner", "øre", "øre"),
    "ISK": ("Icelandic krona", "Icelandic kronur", "eyrir", "aurar"),
    "PLN": ("zloty", "zlotys", "grosz", "groszy"),
    "CZK": ("Czech koruna", "Czech korunas", "haler", "halers"),
    "HUF": ("forint", "forints", "filler", "fillers"),
    "RON": ("leu", "lei", "ban", "bani"),
    "BGN": ("lev", "leva", "stotinka", "stotinki"),
    "TRY": ("lira", "liras", "kurush", "kurush"),
    "UAH": ("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "ILS": ("shekel", "shekels", "agora", "agorot"),
    "EGP": ("Egyptian pound", "Egyptian pounds", "piastre", "piastres"),
    "SAR": ("riyal", "riyals", "halala", "halalas"),
    "AED": ("dirham", "dirhams", "fils", "fils"),
    "NGN": ("naira", "naira", "kobo", "kobo"),
    "GHS": ("cedi", "cedis", "pesewa", "pesewas"),
    "ZAR": ("rand", "rand", "cent", "cents"),
    "KES": ("Kenyan shilling", "Kenyan shillings", "cent", "cents"),
    "BRL": ("real", "reais", "centavo", "centavos"),
    "MXN": ("Mexican peso", "Mexican pesos", "centavo", "centavos"),
    "ARS": ("Argentine peso", "Argentine pesos", "centavo", "centavos"),
    "CLP": ("Chilean peso", "Chilean pesos", "centavo", "centavos"),
    "COP": ("Colombian peso", "Colombian pesos", "centavo", "centavos"),
    "PHP": ("peso", "pesos", "centavo", "centavos"),
    "THB": ("baht", "baht", "satang", "satang"),
    "VND": ("dong", "dong", "xu", "xu"),
    "IDR": ("rupiah", "rupiah", "sen", "sen"),
    "MYR": ("ringgit", "ringgit", "sen", "sen"),
    "DEM": ("mark", "marks", "pfennig", "pfennigs"),
    "FRF": ("franc", "francs", "centime", "centimes"),
    "ITL": ("lira", "lire", "centesimo", "centesimi"),
    "ESP": ("peseta", "pesetas", "céntimo", "céntimos"),
    "KZT": ("tenge", "tenge", "tiyn", "tiyn"),
    "GEL": ("lari", "lari", "tetri", "tetri"),
    "AMD": ("dram", "dram", "luma", "luma"),
    "CRC": ("colón", "colones", "céntimo", "céntimos"),
    "PYG": ("guarani", "guaranis", "céntimo", "céntimos"),
}
_OTHER_SIGNS = {
    "£": "GBP", "€": "EUR", "¥": "JPY", "￥": "JPY", "₩": "KRW", "₹": "INR", "Rs.": "INR", "Rs": "INR", "₽": "RUB",
    "zł": "PLN", "Kč": "CZK", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₦": "NGN", "₵": "GHS", "R$": "BRL", "₱": "PHP",
    "฿": "THB", "₫": "VND", "₸": "KZT", "₾": "GEL", "₣": "FRF", "₤": "ITL", "₧": "ESP", "֏": "AMD", "₡": "CRC",
    "₲": "PYG", "Fr.": "CHF", "SFr.": "CHF", "RMB": "CNY", "DM": "DEM", "Mex$": "MXN",
}  # fmt: skip
_CROWNS: Currency = ("krona", "kronor", "öre", "öre")


def _dollars(which: str) -> Currency:
    return f"{which} dollar".strip(), f"{which} dollars".strip(), "cent", "cents"


CODES: dict[str, Currency] = _COINS | {code: _dollars(which) for code, which in _DOLLAR_CODES.items()}
"""By ISO 4217 code, before or after an amount."""

SIGNS: dict[str, Currency] = (
    {"$": _dollars("")}
    | {f"{country}$": _dollars(which) for country, which in _DOLLARS.items()}
    | {sign: _COINS[code] for sign, code in _OTHER_SIGNS.items()}
)
"""By symbol, before an amount; some also after it."""

BEHIND: dict[str, Currency] = {"kr": _CROWNS, "kr.": _CROWNS, "Ft": _COINS["HUF"], "lei": _COINS["RON"]}
"""Letters that mean a currency only after an amount, and symbols that may also follow it."""
BEHIND |= {
    sign: SIGNS[sign] for sign in ("€", "£", "₽", "₩", "zł", "Kč", "₺", "₴", "₪", "₫", "฿", "₸", "₾", "DM", "RMB")
}
