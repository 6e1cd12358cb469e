"""Make holidays.csv, the independent reference of the holiday rules.

    python -m venv venv && venv/bin/pip install holidays==0.109
    venv/bin/python tests/data/make_holidays.py > tests/data/holidays.csv

One line a country, year and kind: `country,year,kind,MM-DD MM-DD ...`.
Kind `public` is the library's category PUBLIC, without the plain Sundays of Sweden.
Kind `eve` exists for Finland only: the library counts Midsummer Eve and Christmas Eve among the public
days; they are not public holidays in law, and the engine flags them for a person instead.
"""

import holidays

assert holidays.__version__ == "0.109", holidays.__version__

FINNISH_EVES = {"Juhannusaatto", "Jouluaatto"}

print("country,year,kind,days")
for country, options in {"DK": {}, "NO": {}, "SE": {"include_sundays": False}, "FI": {"language": "fi"}}.items():
    for year in range(1990, 2100):
        days = holidays.country_holidays(
            country, years=year, observed=False, categories=(holidays.constants.PUBLIC,), **options
        )
        kinds = {"public": [], "eve": []}
        for day in sorted(days):
            eve = country == "FI" and set(days.get_list(day)) <= FINNISH_EVES
            kinds["eve" if eve else "public"].append(f"{day:%m-%d}")
        for kind, found in kinds.items():
            if found:
                print(f"{country},{year},{kind},{' '.join(found)}")
