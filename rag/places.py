"""Countries and states by name: what can answer "which country?"."""

import re
from collections.abc import Iterable
from functools import cache

from rag.clauses import key_of, stem_of, stems

PLACED = re.compile(r"\b(?:in|at|from|to|near|outside) (?:the )?$")
"""What stands before a place."""
_COUNTRIES = (
    "Afghanistan Albania Algeria Argentina Armenia Australia Austria Azerbaijan Bahrain Bangladesh Belarus "
    "Belgium Bolivia Bosnia Brazil Britain Bulgaria Cambodia Cameroon Canada Chad Chile China Colombia Congo "
    "Croatia Cuba Cyprus Denmark Ecuador Egypt England Eritrea Estonia Ethiopia Finland France Georgia Germany "
    "Ghana Greece Guatemala Guinea Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy "
    "Jamaica Japan Jordan Kazakhstan Kenya Korea Kosovo Kuwait Latvia Lebanon Liberia Libya Lithuania Luxembourg "
    "Malaysia Mali Malta Mexico Moldova Mongolia Morocco Mozambique Myanmar Nepal Netherlands Nicaragua Niger "
    "Nigeria Norway Oman Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda "
    "Scotland Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan "
    "Tanzania Thailand Tunisia Turkey Uganda UK Ukraine Uruguay US Uzbekistan Venezuela Vietnam Wales Yemen "
    "Zambia Zimbabwe Europe Asia Africa America Scandinavia"
)
_PEOPLES = (
    "American Chinese Russian British French German Japanese Indian Ukrainian Israeli European Korean Spanish Italian "
    "Canadian Mexican Brazilian Iranian Iraqi Syrian Egyptian Turkish Greek Swiss Dutch Belgian Austrian Swedish "
    "Norwegian Danish Finnish Hungarian Irish Scottish Portuguese Australian Argentine Cuban Venezuelan Nigerian "
    "Pakistani Afghan Vietnamese Taiwanese Thai Indonesian Philippine Palestinian African Asian"
)
_BUILDINGS = re.compile(
    r"\b(?:Palace|Palacio|Palais|Palazzo|Schloss|Hotel|Hall|House|Cent(?:er|re)|Museum|Stadium|Arena|Tower|Court|Castle"
    r"|Church|Cathedral|Mosque|Temple|School|University|College|Hospital|Theat(?:er|re)|Headquarters|Embassy|Library"
    r"|Building|Capitol|Pentagon|Kremlin|Airport|Station|Prison|Villa|Mansion|Residence|Club|Gallery|Parliament)\b",
)
_LONG = ("new zealand", "sri lanka", "south africa", "saudi arabia", "el salvador", "costa rica", "czech republic",
         "united kingdom", "united states", "ivory coast", "dominican republic", "puerto rico")  # fmt: skip
_STATES = (
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
    "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi "
    "Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia "
    "Wisconsin Wyoming"
)
_LONG_STATES = ("new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota",
                "rhode island", "south carolina", "south dakota", "west virginia")  # fmt: skip


_CITIES = (
    "Afghanistan Kabul, Argentina Aires, Australia Sydney Melbourne Canberra, Austria Vienna, Belgium Brussels, "
    "Brazil Brasília Paulo, Britain London Manchester Edinburgh, Bulgaria Sofia, Canada Ottawa Toronto Montreal "
    "Vancouver, Chile Santiago, China Beijing Shanghai Shenzhen Guangzhou Wuhan Tianjin, Colombia Bogotá, Croatia "
    "Zagreb, Cuba Havana, Denmark Copenhagen, Egypt Cairo, Ethiopia Addis, Finland Helsinki, France Paris Marseille "
    "Lyon Strasbourg, Germany Berlin Munich Hamburg Frankfurt Cologne, Greece Athens, Hungary Budapest, India Delhi "
    "Mumbai Bangalore Kolkata, Indonesia Jakarta, Iran Tehran, Iraq Baghdad, Ireland Dublin, Israel Jerusalem Aviv, "
    "Italy Rome Milan Naples Turin, Japan Tokyo Osaka Hiroshima Kyoto, Kenya Nairobi, Korea Seoul Busan Gyeongju "
    "Pyongyang, Lebanon Beirut, Malaysia Lumpur, Mexico Tijuana, Morocco Rabat Casablanca Marrakesh, Netherlands "
    "Amsterdam Hague Rotterdam, Nigeria Lagos Abuja, Norway Oslo, Pakistan Islamabad Karachi Lahore, Peru Lima, "
    "Philippines Manila, Poland Warsaw Kraków, Portugal Lisbon, Qatar Doha, Romania Bucharest, Russia Moscow "
    "Petersburg, Serbia Belgrade, Spain Madrid Barcelona Seville Valencia, Sudan Khartoum, Sweden Stockholm "
    "Gothenburg, Switzerland Bern Geneva Zurich Basel Davos, Syria Damascus Aleppo, Taiwan Taipei, Thailand Bangkok, "
    "Turkey Ankara Istanbul, UK London Manchester Edinburgh, Ukraine Kyiv Kharkiv Odesa Mariupol, US Washington York "
    "Angeles Chicago Houston Francisco Seattle Boston Atlanta Dallas Philadelphia, Venezuela Caracas, Vietnam Hanoi, "
    "Yemen Sanaa"
)
"""Countries, each with cities that the news names without it; of a name of several words the last."""


@cache
def _country_of() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _CITIES.split(", "):
        country, *cities = line.split()
        for city in cities:
            found[key_of(city)] = found.get(key_of(city), frozenset()) | {key_of(country)}
    return found


def countries_of(keys: Iterable[str]) -> frozenset[str]:
    """The keys of the countries that cities are in, of the keys of their names.

    >>> countries_of({key_of("Stockholm")}) == {key_of("Swedish")}
    True
    """
    return frozenset[str]().union(*(_country_of().get(key, frozenset()) for key in keys))


@cache
def countries() -> frozenset[str]:
    """The keys of countries and continents, as `clauses.key_of` gives them."""
    return frozenset(map(key_of, _COUNTRIES.split()))


@cache
def sorts_of_place() -> tuple[tuple[str, frozenset[str]], ...]:
    """Stems of "country" and "state", each with the keys, or all keys together, of what may be one."""
    everywhere = countries() | frozenset(_LONG)
    states = frozenset(map(key_of, _STATES.split())) | frozenset(_LONG_STATES)
    return (stem_of("country"), everywhere), (stem_of("nation"), everywhere), (stem_of("state"), states)


@cache
def peoples() -> frozenset[str]:
    """Stems of "American" and its like: whose somebody or something is, and nobody by itself."""
    return stems(_PEOPLES)


def is_building(name: str) -> bool:
    """Whether a name is that of a building: no city is.

    >>> is_building("Palacio de Santa Cruz"), is_building("Seoul")
    (True, False)
    """
    return _BUILDINGS.search(name) is not None


def is_adjective(text: str, start: int, end: int) -> bool:
    """Whether a stretch says whose something is: "Chinese" of "Chinese imports", which are nobody.

    >>> is_adjective("Chinese imports", 0, 7), is_adjective("China imports", 0, 5)
    (True, False)
    """
    return text[start:end] in _PEOPLES.split() and re.match(r" [a-z]", text[end:]) is not None
