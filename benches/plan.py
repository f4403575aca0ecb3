"""The plan of policy.toml on figures that another engine has gathered: score, rank and pay per person, in exact arithmetic."""
from fractions import Fraction as F


def rounded(x, places=2):
    n = abs(x) * 10 ** places
    n = (2 * n.numerator + n.denominator) // (2 * n.denominator)
    digits = str(n).rjust(places + 1, '0')
    return ('-' if x < 0 and n else '') + digits[:-places] + '.' + digits[-places:]


def lines(people, target):
    """people: person → (revenue in cents, orders, customers, returned in cents, new customers); target: person → amount."""
    score, pay = {}, {}
    for person, (cents, _, _, _, new) in people.items():
        revenue, goal = F(cents, 100), F(target[person])
        attained = revenue / goal
        score[person] = F(rounded(77 * min(attained, F(6, 5)) + min(20, 2 * new)))
        bounds = [(F(0), F(1, 100)), (goal, F(15, 1000)), (goal * F(5, 4), F(25, 1000))]
        paid = F(0)
        for i, (low, rate) in enumerate(bounds):
            high = bounds[i + 1][0] if i + 1 < len(bounds) else revenue
            paid += max(F(0), min(revenue, high) - low) * rate
        pay[person] = paid
    order = sorted(((score[p], people[p][0]) for p in people), reverse=True)
    for person in sorted(people):
        cents, orders, customers, returned, new = people[person]
        rank = order.index((score[person], cents)) + 1
        yield ','.join([person, rounded(F(cents, 100)), str(orders), str(customers), rounded(F(returned, 100)), str(new),
                        rounded(score[person]), str(rank), rounded(pay[person])])
