"""A line of a report in the words of the API: those of the established interface, and beside them what explains the line.

What is not known is the text `NaN` where the established interface has a number, and null in the members that are ours.
"""

from collections.abc import Sequence
from typing import Any, Final

from rotkehlchen.services.tax_report import packing
from rotkehlchen.services.tax_report.packing import Row

UNKNOWN: Final = 'NaN'
NO_LINE: Final = -1


def line_shape(row: Row) -> dict[str, Any]:
    shape = {
        'type': row[packing.CATEGORY], 'notes': row[packing.NOTES], 'location': row[packing.LOCATION], 'timestamp': row[packing.TIME] // 1000,
        'asset_identifier': row[packing.ASSET], 'free_amount': row[packing.FREE_AMOUNT], 'taxable_amount': row[packing.TAXABLE_AMOUNT],
        'price': known(row[packing.PRICE]), 'pnl_taxable': known(row[packing.GAIN_TAXABLE]), 'pnl_free': known(row[packing.GAIN_FREE]),
        'cost_basis': cost_basis(row), 'index': row[packing.INDEX], 'event_id': row[packing.EVENT], 'group_identifier': row[packing.GROUP],
        'kind': row[packing.KIND], 'account': row[packing.ACCOUNT], 'event_type': row[packing.TYPE], 'event_subtype': row[packing.SUBTYPE],
        'counterparty': row[packing.COUNTERPARTY], 'proceeds': row[packing.PROCEEDS], 'cost': row[packing.COST], 'is_counted': row[packing.COUNTED],
        'rule': row[packing.RULE], 'flags': list(row[packing.FLAGS]),
    }
    if row[packing.SWAP] is not None:
        shape['group_id'] = row[packing.SWAP]
    return shape


def cost_basis(row: Row) -> dict[str, Any] | None:
    """The lots that a disposal took; those whose origin nobody knows are not among them, and it is not complete then."""
    parts: Sequence[Row] = row[packing.PARTS]
    if not parts:
        return None
    return {
        'is_complete': all(part[packing.BASIS] != 'missing' for part in parts),
        'matched_acquisitions': [
            {
                'amount': part[packing.AMOUNT], 'taxable': not part[packing.IS_FREE], 'event': {
                    'timestamp': (row[packing.TIME] if part[packing.ACQUIRED] is None else part[packing.ACQUIRED]) // 1000,
                    'full_amount': part[packing.FULL_AMOUNT] or part[packing.AMOUNT], 'rate': known(part[packing.UNIT_COST]),
                    'index': NO_LINE if part[packing.PART_LINE] is None else part[packing.PART_LINE],
                },
            } for part in parts if part[packing.BASIS] != 'missing'
        ],
    }


def part_shape(part: Row) -> dict[str, Any]:
    """A part of a disposal with all that is known of it. Times in UTC milliseconds."""
    return {
        'amount': part[packing.AMOUNT], 'cost': part[packing.PART_COST], 'basis': part[packing.BASIS], 'acquired': part[packing.ACQUIRED],
        'line': part[packing.PART_LINE], 'unit_cost': part[packing.UNIT_COST], 'full_amount': part[packing.FULL_AMOUNT],
        'is_free': part[packing.IS_FREE], 'is_long_term': part[packing.IS_LONG], 'gain': part[packing.PART_GAIN],
    }


def known(text: str | None) -> str:
    return UNKNOWN if text is None else text
