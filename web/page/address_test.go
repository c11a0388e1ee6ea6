package page

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestFrom(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:1::/48"), netip.MustParsePrefix("127.0.0.1/32")}
	for name, tt := range map[string]struct {
		socket   string
		header   []string
		trusted  []netip.Prefix
		ip, from string
	}{
		"no proxies":                {"203.0.113.9:1", []string{"198.51.100.1"}, nil, "203.0.113.9", "direct"},
		"a stranger says so":        {"203.0.113.9:1", []string{"198.51.100.1"}, proxies, "203.0.113.9", "direct"},
		"one proxy":                 {"10.0.0.1:1", []string{"203.0.113.9"}, proxies, "203.0.113.9", "trusted_proxy"},
		"what they invented before": {"10.0.0.1:1", []string{"198.51.100.1, 127.0.0.1, 203.0.113.9"}, proxies, "203.0.113.9", "trusted_proxy"},
		"an invented proxy before":  {"10.0.0.1:1", []string{"198.51.100.1, 10.9.9.9, 203.0.113.9"}, proxies, "203.0.113.9", "trusted_proxy"},
		"two proxies":               {"10.0.0.1:1", []string{"198.51.100.1, 203.0.113.9, 10.0.0.2"}, proxies, "203.0.113.9", "trusted_proxy"},
		"two headers":               {"10.0.0.1:1", []string{"198.51.100.1", "203.0.113.9, 10.0.0.2"}, proxies, "203.0.113.9", "trusted_proxy"},
		"one of our own asks":       {"10.0.0.1:1", []string{"10.7.7.7"}, proxies, "10.7.7.7", "trusted_proxy"},
		"with ports":                {"10.0.0.1:1", []string{"203.0.113.9:4711, 10.0.0.2:80"}, proxies, "203.0.113.9", "trusted_proxy"},
		"IPv6":                      {"[2001:db8:1::7]:1", []string{"2001:db8:9::1"}, proxies, "2001:db8:9::1", "trusted_proxy"},
		"IPv6 in brackets":          {"[2001:db8:1::7]:1", []string{"[2001:db8:9::1]:443"}, proxies, "2001:db8:9::1", "trusted_proxy"},
		"IPv4 within IPv6":          {"[::ffff:10.0.0.1]:1", []string{"::ffff:203.0.113.9"}, proxies, "203.0.113.9", "trusted_proxy"},
		"no header":                 {"10.0.0.1:1", nil, proxies, "10.0.0.1", "direct"},
		"an empty one":              {"10.0.0.1:1", []string{""}, proxies, "10.0.0.1", "direct"},
		"nonsense":                  {"10.0.0.1:1", []string{"203.0.113.9, unknown"}, proxies, "10.0.0.1", "direct"},
		"nonsense further left":     {"10.0.0.1:1", []string{"<script>, 10.0.0.2"}, proxies, "10.0.0.2", "trusted_proxy"},
		"a socket without a port":   {"203.0.113.9", []string{"198.51.100.1"}, proxies, "203.0.113.9", "direct"},
		"no socket":                 {"", []string{"198.51.100.1"}, proxies, "", "direct"},
	} {
		r := Begin(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), "test")
		r.RemoteAddr = tt.socket
		for _, h := range tt.header {
			r.Header.Add("X-Forwarded-For", h)
		}
		r.Header.Set("X-Real-Ip", "198.51.100.66")
		r.Header.Set("Forwarded", "for=198.51.100.66")
		SetProxies(r, tt.trusted)
		if got := From(r); got.IP != tt.ip || got.IPFrom != tt.from {
			t.Errorf("%s: %s, %s", name, got.IP, got.IPFrom)
		}
	}
}

// What a browser calls itself is kept and hashed with every act, so that it must be whole
// characters, whatever came and wherever it was cut.
func TestAgentCanBeKept(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"Mozilla/5.0":                         "Mozilla/5.0",
		"caf\xe9 browser":                     "caf\ufffd browser",
		strings.Repeat("a", 299) + "é and on": strings.Repeat("a", 299),
	} {
		r := Begin(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), "test")
		r.Header.Set("User-Agent", sent)
		if got := From(r).Agent; got != want {
			t.Errorf("%q: %q", sent, got)
		}
	}
}
