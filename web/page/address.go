package page

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"demarc/internal/access"
)

// SetProxies tells which proxies are believed when they say whom they speak for. The
// request must have been through Begin.
func SetProxies(r *http.Request, trusted []netip.Prefix) { of(r).proxies = trusted }

// From is what is known of where the request came from. The address is the socket's: a
// header that anybody can write is not evidence. Only where the socket's is that of a
// trusted proxy, what that proxy says is believed, and the record says so.
func From(r *http.Request) access.Request {
	ip, from := address(r, of(r).proxies)
	// What a browser calls itself may be any bytes; only characters can be kept.
	agent := strings.ToValidUTF8(r.UserAgent(), "\ufffd")
	if len(agent) > 300 {
		agent = strings.ToValidUTF8(agent[:300], "")
	}
	return access.Request{ID: RequestID(r), IP: ip, IPFrom: from, Agent: agent}
}

// address reads X-Forwarded-For from the right, where the nearest proxy wrote, for as long
// as it leads through trusted ones. The first that is not trusted is who asks; what stands
// left of it is their own invention. What is no address ends the reading at the proxy that
// wrote it down.
func address(r *http.Request, trusted []netip.Prefix) (ip, from string) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, ok := hop(host)
	if !ok || !within(trusted, at) {
		return host, access.Direct
	}
	from = access.Direct
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(hops) {
		next, ok := hop(strings.TrimSpace(text))
		if !ok {
			break
		}
		at, from = next, access.TrustedProxy
		if !within(trusted, at) {
			break
		}
	}
	return at.String(), from
}

// hop reads an address, with a port or without.
func hop(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}

func within(prefixes []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}
