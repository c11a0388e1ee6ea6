package agreement

import (
	"math/big"
	"strings"
)

// feeKeys are the fields that the fee table reads.
var feeKeys = []string{
	"fees.model", "fees.per_user", "fees.per_device", "fees.per_server", "fees.per_network_device", "fees.flat",
	"fees.minimum", "fees.block_hours", "fees.block_price", "fees.area_prices",
	"scope.users", "scope.endpoints", "scope.servers", "scope.network_devices",
}

// feeLine is one line of the monthly fee: a count at a price.
type feeLine struct {
	label    string
	count    string // as printed
	price    string // canonical money
	cents    int64  // count times price
	countKey string
	priceKey string
}

// feeLines are the lines of the chosen fee model at the starting counts. A line
// without a price or a count is left out, except for the lines that make the model.
func (t Terms) feeLines() []feeLine {
	var out []feeLine
	unit := func(label, countKey, priceKey string) {
		price, count := t.Value(priceKey), t.Value(countKey)
		if price == "" || count == "" || zero(count) && zero(price) {
			return
		}
		out = append(out, feeLine{label, thousands(count), price, times(price, count), countKey, priceKey})
	}
	model := t.Value("fees.model")
	if model == "per_user" || model == "per_user_plus_device" {
		unit("Covered User", "scope.users", "fees.per_user")
	}
	if model == "per_device" || model == "per_user_plus_device" || model == "hybrid" {
		unit("Covered workstation", "scope.endpoints", "fees.per_device")
	}
	switch model {
	case "flat":
		if p := t.Value("fees.flat"); p != "" {
			out = append(out, feeLine{"Flat monthly fee", "1", p, times(p, "1"), "", "fees.flat"})
		}
		return out
	case "tiered_by_area":
		for _, l := range lines(t.Value("fees.area_prices")) {
			name, p, _ := strings.Cut(l, " = ")
			out = append(out, feeLine{name, "1", p, times(p, "1"), "", "fees.area_prices"})
		}
		return out
	case "block_hours", "hybrid":
		if p := t.Value("fees.block_price"); p != "" {
			out = append(out, feeLine{"Block of " + withUnit(t.Value("fees.block_hours"), "hour"), "1", p, times(p, "1"), "", "fees.block_price"})
		}
	}
	if model != "block_hours" {
		unit("Covered server", "scope.servers", "fees.per_server")
		unit("Covered network device", "scope.network_devices", "fees.per_network_device")
	}
	return out
}

// MonthlyFee is the monthly fee at the starting counts, in hundredths of the
// currency, never under the minimum. It is 0 while prices or counts are missing.
func MonthlyFee(t Terms) int64 {
	var sum int64
	for _, l := range t.feeLines() {
		sum += l.cents
	}
	if least := times(t.Value("fees.minimum"), "1"); sum > 0 && sum < least {
		return least
	}
	return sum
}

// standing are the monthly fees that are paid beside the monthly fee, for being ready.
func (t Terms) standing() []feeLine {
	var out []feeLine
	add := func(label, key string) {
		if v := t.Value(key); v != "" && !zero(v) {
			out = append(out, feeLine{label, "1", v, times(v, "1"), "", key})
		}
	}
	if t.Value("departure.cover_option") != "none" {
		add("Standby fee for guaranteed cover", "departure.standby_fee")
	}
	if t.Value("security.ir_labor") == "retainer" {
		add("Retainer for incident response", "security.retainer_fee")
	}
	return out
}

// InitialFees is what the initial term costs at the starting counts, in hundredths of
// the currency: every fee that does not depend on hours worked. It is 0 while the
// monthly fee is unknown.
func InitialFees(t Terms) int64 {
	month := MonthlyFee(t)
	if month == 0 {
		return 0
	}
	return (month+sumOf(t.standing()))*int64(t.number("term.initial_months")) + times(t.Value("fees.onboarding"), "1")
}

// times is price by count in cents. Prices have two decimals and counts none, so it is exact.
func times(price, count string) int64 {
	p, ok1 := new(big.Rat).SetString(price)
	n, ok2 := new(big.Rat).SetString(count)
	if !ok1 || !ok2 {
		return 0
	}
	r := p.Mul(p, n)
	r.Mul(r, big.NewRat(100, 1))
	return new(big.Int).Div(r.Num(), r.Denom()).Int64()
}

func decimalCents(cents int64) string { return big.NewRat(cents, 100).FloatString(2) }

// compare orders two canonical numbers; a blank is less than any number.
func compare(a, b string) int {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	if !okX || !okY {
		if okX == okY {
			return 0
		}
		if okX {
			return 1
		}
		return -1
	}
	return x.Cmp(y)
}
