package probe_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"demarc/internal/party"
)

func testLogo(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{11, 93, 102, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return b.Bytes()
}

// upload sends a file as the branding form does.
func (p *probe) upload(who *probePerson, name string, file []byte, rev string) probeAnswer {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(p.t, w.WriteField("rev", rev))
	part, err := w.CreateFormFile("logo", name)
	must(p.t, err)
	_, err = part.Write(file)
	must(p.t, err)
	must(p.t, w.Close())
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.config.Base.String()+"/settings/branding/logo", &body)
	must(p.t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.RemoteAddr = "198.51.100.9:4711"
	return p.send(who, r, func() {})
}

// TestBranding: what is wrong is said beside its field with all that was typed, what is
// kept shows on the pages of the MSP's people and clients and to signers, and nobody
// else finds the logo.
func TestBranding(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	owner := p.people["owner"]
	says := func(what string, a probeAnswer, status int, words ...string) {
		t.Helper()
		if a.status != status {
			t.Errorf("%s: %s %s", what, a, probeText(a.body))
		}
		for _, w := range words {
			if !strings.Contains(a.body, w) {
				t.Errorf("%s: the page lacks %q: %s", what, w, probeText(a.body))
			}
		}
	}
	a := p.ask(owner, "POST", "/settings/branding", values("accent", "mauve", "footer", "Kept words", "sender", "x@y.example", "paper", "a4", "rev", p.brandRev("owner")))
	says("a wrong color", a, 422, "six digits", "Kept words", `value="mauve"`, "not an address", "Error: Branding")
	a = p.ask(owner, "GET", "/settings/branding?look=yes&accent=%23ffcc00&paper=a4", nil)
	says("a look", a, 200, "Nothing is saved yet", "/brand/accent-ffcc00.css", "is too pale to read: 1.5 to 1", party.Corrected("#ffcc00")+"</strong> is used")
	if now := p.ask(owner, "GET", "/settings/branding", nil); !strings.Contains(now.body, `value="#0b6e4f"`) {
		t.Error("looking changed the form")
	}
	a = p.ask(owner, "POST", "/settings/branding", values("accent", "ffcc00", "rev", "0"))
	says("a lost race", a, 409, "Somebody changed the brand", `value="ffcc00"`)
	a = p.ask(owner, "POST", "/settings/branding", values("accent", "FFCC00", "paper", "a4", "rev", p.brandRev("owner")))
	says("a pale color", a, 303)
	says("the page after it", p.ask(owner, "GET", "/settings/branding", nil), 200, "with the color corrected", "/brand/accent-ffcc00.css")
	css := p.ask(nil, "GET", "/brand/accent-ffcc00.css", nil)
	if css.status != 200 || !strings.Contains(css.body, "light-dark("+party.Corrected("#ffcc00")+",#ffcc00)") || !strings.Contains(css.header.Get("Cache-Control"), "immutable") {
		t.Errorf("the stylesheet: %s %s", css, css.body)
	}
	for _, path := range []string{"/brand/accent-ffcc0.css", "/brand/accent-FFCC00.css", "/brand/accent-red;}.css", "/brand/accent-%23ffcc00.css"} {
		if a := p.ask(nil, "GET", path, nil); a.status != 404 {
			t.Errorf("%s: %s", path, a)
		}
	}
	for name, file := range map[string][]byte{"page.png": []byte("<!DOCTYPE html><script>"), "drawing.png": []byte("<svg/>"), "cut.png": testLogo(t, 200, 80)[:60]} {
		says(name, p.upload(owner, name, file, p.brandRev("owner")), 422, `id="f-logo-error"`, "Error: Branding")
	}
	says("a heavy file", p.upload(owner, "big.png", make([]byte, 1_000_001), p.brandRev("owner")), 422, "larger than 1 MB")
	says("a heavier file", p.upload(owner, "big.png", make([]byte, 3<<20), p.brandRev("owner")), 422, "larger than 1 MB")
	says("a stale form", p.upload(owner, "logo.png", testLogo(t, 200, 80), "1"), 409, "choose the file again")
	says("nobody", p.upload(nil, "logo.png", testLogo(t, 200, 80), "1"), 303)
	says("a lead", p.upload(p.people["lead"], "logo.png", testLogo(t, 200, 80), "1"), 403)
	says("a logo", p.upload(owner, "../../logo.html", testLogo(t, 1000, 400), p.brandRev("owner")), 303)

	src := regexp.MustCompile(`class="logo" src="([^"]+)" alt="([^"]*)"`)
	for _, name := range []string{"owner", "viewer", "it_lead", "reader", "neighbour"} {
		m := src.FindStringSubmatch(p.ask(p.people[name], "GET", "/find", nil).body)
		if m == nil || m[2] != ourMSP+" IT" {
			t.Fatalf("%s sees no logo: %v", name, m)
		}
		got := p.ask(p.people[name], "GET", m[1], nil)
		if got.status != 200 || got.header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.header.Get("Cache-Control"), "private") || !strings.HasPrefix(got.body, "\x89PNG") {
			t.Errorf("%s: %s %v", name, got, got.header)
		}
		for who, person := range map[string]*probePerson{"stranger": p.people["stranger"], "nobody": nil} {
			if a := p.ask(person, "GET", m[1], nil); a.status == 200 {
				t.Errorf("%s sees the logo", who)
			}
		}
		if a := p.ask(p.people[name], "GET", "/brand/logo-"+p.logo+".png", nil); a.status != 404 {
			t.Errorf("the replaced logo: %s", a)
		}
	}
	signer := &probePerson{}
	m := src.FindStringSubmatch(p.ask(signer, "GET", "/s/"+p.token, nil).body)
	if m == nil || !strings.HasSuffix(m[1], "/logo-"+p.logo+".png") { // of the version, not of today
		t.Fatalf("the signer sees %v", m)
	}
	if a := p.ask(signer, "GET", m[1], nil); a.status != 200 || !strings.HasPrefix(a.body, "\x89PNG") {
		t.Errorf("the signer's logo: %s", a)
	}
	if a := p.ask(signer, "GET", "/s/"+p.token+"/logo-0123456789abcdef.png", nil); a.status != 404 {
		t.Errorf("another logo by the link: %s", a)
	}
	p.enter(signer, p.token, p.round.Waiting()[0].Email)
	if read := p.ask(signer, "GET", "/s/"+p.token+"/read", nil); !strings.Contains(read.body, "doc-section") || strings.Contains(read.body, "In plain words") {
		t.Errorf("the signer reads the text and nothing beside it: %s", probeText(read.body))
	}
	if a := p.ask(signer, "GET", "/brand/logo-"+p.logo+".png", nil); a.status == 200 {
		t.Errorf("a signer came in by the members' door: %s", a)
	}
}
