package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"demarc/internal/seal"
)

// clocks are the outside authorities that say when a seal was made.
type clocks struct {
	TSAURLs   []string `name:"tsa-urls" env:"DEMARC_TSA_URLS" sep:" " help:"Time-stamping authorities (RFC 3161), asked in this order. Empty: seals carry no outside time."`
	TSARoots  string   `name:"tsa-roots" env:"DEMARC_TSA_ROOTS" help:"A PEM file with the root certificates of these authorities; keep those of earlier ones in it, so that what they said stays believed."`
	TSAPolicy string   `name:"tsa-policy" env:"DEMARC_TSA_POLICY" help:"The policy that time-stamps must be made under, as an object identifier. Empty: any."`
}

// authorities are the configured ones, ready to be asked.
func (c *clocks) authorities() ([]seal.Authority, error) {
	if len(c.TSAURLs) == 0 && c.TSARoots == "" && c.TSAPolicy == "" {
		return nil, nil
	}
	if len(c.TSAURLs) == 0 || c.TSARoots == "" {
		return nil, usage("DEMARC_TSA_URLS and DEMARC_TSA_ROOTS belong together: an authority is believed by its pinned root only")
	}
	if c.TSAPolicy != "" {
		if err := seal.CheckPolicy(c.TSAPolicy); err != nil {
			return nil, usage("DEMARC_TSA_POLICY: %v", err)
		}
	}
	text, err := os.ReadFile(c.TSARoots)
	if err != nil {
		return nil, usage("DEMARC_TSA_ROOTS cannot be read: %v", err)
	}
	roots, err := seal.ParseRoots(text)
	if err != nil {
		return nil, usage("DEMARC_TSA_ROOTS: %v", err)
	}
	for _, r := range roots {
		if !seal.SelfSigned(r) {
			return nil, usage("DEMARC_TSA_ROOTS holds %q, which is no root: it must have signed itself, with SHA-256 or better", r.Subject.CommonName)
		}
	}
	return reach3161(c.TSAURLs, roots, c.TSAPolicy)
}

func reach3161(urls []string, roots []*x509.Certificate, policy string) ([]seal.Authority, error) {
	var out []seal.Authority
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, usage("DEMARC_TSA_URLS must hold addresses such as https://time.example.org/tsa, with spaces between")
		}
		out = append(out, seal.Authority{Name: u.Host, URL: raw, Policy: policy, Roots: roots, Do: askTime, Fetch: fetchList})
	}
	return out, nil
}

// outward is how the server speaks to authorities: it follows no redirects, because
// whom it asks is configured, and gives up soon.
var outward = &http.Client{
	Timeout:       10 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

const maxAnswer = 1 << 20 // bytes of a time-stamp or a list of revoked certificates

func askTime(ctx context.Context, address string, query []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(query))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	return answered(req)
}

// fetchList gets a list of revoked certificates from where a certificate under a pinned
// root says that it is.
func fetchList(ctx context.Context, address string) ([]byte, error) {
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return nil, fmt.Errorf("%s is not on the web", address)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return answered(req)
}

func answered(req *http.Request) ([]byte, error) {
	res, err := outward.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", req.URL.Host, res.Status)
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = fmt.Errorf("%s answered more than %d bytes", req.URL.Host, maxAnswer)
	}
	return body, err
}

// crlAddress is where our own list of revoked certificates is, for new certificates. An
// address that only this machine knows would be a promise nobody can keep.
func crlAddress(base string) string {
	u, err := url.Parse(base)
	if base == "" || err != nil || u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.") {
		return ""
	}
	return strings.TrimRight(base, "/") + "/.well-known/seal.crl"
}
