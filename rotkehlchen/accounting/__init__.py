"""From events to lots to gains. Pure: prices, rules and the policy of each year come in, lines come out one by one."""
