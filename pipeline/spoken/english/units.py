"""Units of measurement and their names."""

from __future__ import annotations

PLAIN_UNITS = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "t": "ton", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "mi": "mile",
    "ft": "foot", "yd": "yard", "yds": "yard", "ha": "hectare", "l": "liter", "ml": "milliliter", "cl": "centiliter",
    "h": "hour", "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second",
    "ms": "millisecond", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "W": "watt",
    "kW": "kilowatt", "MW": "megawatt", "kWh": "kilowatt hour", "V": "volt", "kV": "kilovolt", "A": "amp",
    "hp": "horsepower", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "mbps": "megabit per second", "Mbps": "megabit per second", "kbps": "kilobit per second",
    "Gbps": "gigabit per second", "mph": "mile per hour", "kph": "kilometer per hour", "km/h": "kilometer per hour",
    "kmh": "kilometer per hour", "m/s": "meter per second", "rpm": "revolution per minute", "dB": "decibel",
    "kcal": "kilocalorie", "cal": "calorie", "J": "joule", "kJ": "kilojoule", "Pa": "pascal", "kPa": "kilopascal",
    "N": "newton", "cwt": "hundredweight", "yrs": "year", "yr": "year", "tsp": "teaspoon", "tsps": "teaspoon",
    "tbsp": "tablespoon", "tbsps": "tablespoon", "pt": "pint", "pts": "pint", "qt": "quart", "qts": "quart",
    "gal": "gallon", "gals": "gallon", "doz": "dozen", "bbl": "barrel", "bbls": "barrel", "bu": "bushel",
    "dl": "deciliter",
    "hl": "hectoliter", "L": "liter", "mL": "milliliter", "µm": "micrometer", "μm": "micrometer", "µg": "microgram",
    "μg": "microgram", "mcg": "microgram", "µs": "microsecond", "μs": "microsecond", "ns": "nanosecond",
    "mA": "milliamp", "mV": "millivolt", "mW": "milliwatt", "GW": "gigawatt", "wk": "week", "wks": "week",
    "mos": "month", "nmi": "nautical mile", "kts": "knot", "psi": "pound per square inch",
    "bpm": "beat per minute", "dwt": "pennyweight",
}  # fmt: skip
_AREAS = {
    "m": "meter",
    "km": "kilometer",
    "cm": "centimeter",
    "mm": "millimeter",
    "ft": "foot",
    "mi": "mile",
    "in": "inch",
}
_PRIMES = {"′": "foot", "″": "inch"}
_POWERS = {"2": "square", "²": "square", "3": "cubic", "³": "cubic"}
_IRREGULAR = {"foot": "feet", "inch": "inches", "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz",
    "gigahertz": "gigahertz", "horsepower": "horsepower", "hundredweight": "hundredweight", "dozen": "dozen",
    "pennyweight": "pennyweight"}  # fmt: skip

POURED = frozenset(
    str.split("kg g mg t lb lbs oz l L ml mL cl dl hl tsp tsps tbsp tbsps pt pts qt qts gal gals doz bbl bbls bu cwt")
)
"""Units of amounts, plural before a noun: "2 lb carrots" are two pounds, while "9mm rounds" are nine millimeter."""


def unit_name(written: str, many: bool) -> str:
    """Return the name of a unit, in the plural if `many`."""
    bare = written.strip().rstrip(".")
    if bare in _PRIMES:
        return _inflected(_PRIMES[bare], many)
    if bare[-1] in _POWERS and bare not in PLAIN_UNITS:
        return f"{_POWERS[bare[-1]]} {_inflected(_AREAS[bare[:-1]], many)}"
    if bare[:2] in ("sq", "cu"):
        kind = "square" if bare[:2] == "sq" else "cubic"
        return f"{kind} {_inflected(_AREAS.get(bare[2:].strip(' .'), 'yard'), many)}"
    return _inflected(PLAIN_UNITS[bare], many)


def _inflected(name: str, many: bool) -> str:
    if not many:
        return name
    first, per, rest = name.partition(" per ")
    return f"{_IRREGULAR.get(first, first + 's')}{per}{rest}"
