# A company of two people and its policy, for the scripts that are unkind to what is written: to be sourced.

# Makes it in this folder, and goes there; the sales are for the script to write.
company_in() {
  mkdir -p "$1" && cd "$1"
  cat > policy.toml <<'POLICY'
schema = 1
[policy]
name = "Bad luck"
version = "1"
currency = "EUR"
period = "month"
[input]
staff = "staff.csv"
sales = "sales.csv"
[measures.revenue]
sum = "sales.amount"
[[pay]]
name = "Commission"
kind = "commission"
base = "revenue"
over = "period"
rate = "10%"
negative = "zero"
POLICY
  printf 'person,role\nann,Sales\nbob,Sales\n' > staff.csv
}
