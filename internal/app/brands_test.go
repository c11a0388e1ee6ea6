package app_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

func picture(t testing.TB, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 120, 40))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	var b bytes.Buffer
	apptest.Must(t, png.Encode(&b, m))
	return b.Bytes()
}

var (
	red   = color.NRGBA{180, 0, 0, 255}
	green = color.NRGBA{0, 110, 60, 255}
)

// dress gives the bundle's MSP a brand.
func (b *bundle) dress(t testing.TB) {
	t.Helper()
	apptest.Must(t, b.Brands.SetLogo(t.Context(), b.Owner, picture(t, red), 0))
	_, err := b.Brands.Save(t.Context(), b.Owner, party.Kept{Asked: "#ffcc00", Brand: party.Brand{Footer: "Northgate IT LLC, Portland", Sender: "Northgate Contracts", Paper: party.A4}, Rev: 1})
	apptest.Must(t, err)
}

func TestBrand(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	b.dress(t)
	now, err := b.Brands.Open(ctx, b.Owner)
	apptest.Must(t, err)
	if now.Asked != "#ffcc00" || now.Accent != party.Corrected("#ffcc00") || now.Accent == now.Asked || now.Rev != 2 || now.Logo.Alt != "Northgate IT" || now.Mark == "" || now.Paper != party.A4 {
		t.Errorf("kept: %+v", now)
	}
	for name, who := range map[string]access.Actor{"lead": b.lead, "viewer": b.viewer, "it lead": b.itLead, "nobody": {}} {
		_, open := b.Brands.Open(ctx, who)
		_, save := b.Brands.Save(ctx, who, party.Kept{Rev: now.Rev})
		for what, err := range map[string]error{"opens": open, "saves": save, "sets the logo of": b.Brands.SetLogo(ctx, who, picture(t, green), now.Rev), "removes the logo of": b.Brands.RemoveLogo(ctx, who, now.Rev)} {
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.SignIn) {
				t.Errorf("%s %s the brand: %v", name, what, err)
			}
		}
	}
	for name, who := range map[string]access.Actor{"owner": b.Owner, "viewer": b.viewer, "it lead": b.itLead, "signer": b.signer} {
		if l, err := b.Brands.Logo(ctx, who, now.Mark); err != nil || !bytes.Equal(l.PNG, now.Logo.PNG) {
			t.Errorf("%s does not see the logo: %v", name, err)
		}
	}
	if _, err := b.Brands.Logo(ctx, b.Stranger, now.Mark); !fault.Is(err, fault.NotFound) {
		t.Errorf("another MSP sees the logo: %v", err)
	}
	theirs, err := b.Brands.Open(ctx, b.Stranger)
	apptest.Must(t, err)
	if theirs.Accent != "" || theirs.Mark != "" {
		t.Errorf("another MSP's brand is %+v", theirs)
	}
	if _, err := b.Brands.Logo(ctx, b.Stranger, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("no mark: %v", err)
	}
	if _, err := b.Brands.Save(ctx, b.Owner, party.Kept{Rev: 1}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a stale save: %v", err)
	}
	if err := b.Brands.SetLogo(ctx, b.Owner, []byte("<svg/>"), now.Rev); !fault.Is(err, fault.Invalid) {
		t.Errorf("a drawing as a logo: %v", err)
	}
	for field, in := range map[string]party.Kept{
		"accent": {Asked: "blue"}, "footer": {Brand: party.Brand{Footer: "株式会社"}}, "sender": {Brand: party.Brand{Sender: "a@b.example"}}, "paper": {Brand: party.Brand{Paper: "a3"}},
	} {
		in.Rev = now.Rev
		_, err := b.Brands.Save(ctx, b.Owner, in)
		if f, ok := fault.Of(err); !ok || f.Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	look, err := b.Brands.Look(ctx, b.Owner.MSP)
	apptest.Must(t, err)
	if look.Accent != now.Asked || look.Mark != now.Mark || look.Width != 120 {
		t.Errorf("pages look like %+v", look)
	}
	apptest.Must(t, b.Brands.RemoveLogo(ctx, b.Owner, now.Rev))
	if look, err = b.Brands.Look(ctx, b.Owner.MSP); err != nil || look.Mark != "" || look.Accent != now.Asked {
		t.Errorf("after the logo is gone pages look like %+v, %v", look, err)
	}
	if _, err := b.Brands.Logo(ctx, b.Owner, now.Mark); !fault.Is(err, fault.NotFound) {
		t.Errorf("the removed logo: %v", err)
	}
	if _, n, err := store.CheckChains(ctx, b.OwnerURL, ""); err != nil || n == 0 {
		t.Errorf("chains: %d, %v", n, err)
	}
}

// What is read, compared, frozen and drawn is of one brand; what was frozen keeps its
// own when the MSP takes another.
func TestFrozenBrand(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.dress(t)
	b.fill(t)
	b.agreeAll(t)
	read, err := b.Agreements.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	apptest.Must(t, b.Agreements.MarkReviewed(ctx, b.itLead, id, read.Digest))
	over, err := b.Engagements.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if over.Draft.Engagement.Reviewed.Digest != read.Digest {
		t.Error("what was read is not what is on the table")
	}
	for _, f := range over.Findings {
		if strings.Contains(f.Message, "changed since") {
			t.Errorf("%s %s", f.Rule, f.Message)
		}
	}
	p, err := b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	if p.Digest != read.Digest || p.Document.Brand.Footer != "Northgate IT LLC, Portland" || len(p.Document.Brand.Logo.PNG) == 0 {
		t.Errorf("prepared with %q and another digest: %v", p.Document.Brand.Footer, p.Digest != read.Digest)
	}
	env, err := b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)
	letter, err := b.Outbox.Wait(ctx, apptest.Dana.Email, "asks you to sign")
	apptest.Must(t, err)
	if letter.From != "Northgate Contracts" || !strings.HasSuffix(strings.TrimSpace(letter.Letter.Text()), "Northgate IT LLC, Portland") {
		t.Errorf("the letter is from %q: %s", letter.From, letter.Letter.Text())
	}
	before, err := b.Versions.Open(ctx, b.itLead, id, env.Version)
	apptest.Must(t, err)
	apptest.Must(t, b.Brands.SetLogo(ctx, b.Owner, picture(t, green), 2))
	_, err = b.Brands.Save(ctx, b.Owner, party.Kept{Asked: "#123456", Rev: 3})
	apptest.Must(t, err)
	after, err := b.Versions.Open(ctx, b.itLead, id, env.Version)
	apptest.Must(t, err)
	if after.Version.Digest != before.Version.Digest || after.Version.Content.Brand.Accent != party.Corrected("#ffcc00") {
		t.Errorf("the frozen version looks like %+v", after.Version.Content.Brand)
	}
	v := b.Read(t, b.Token(t, apptest.Dana.Email, "asks you to sign"))
	if v.Document().Brand.Footer != "Northgate IT LLC, Portland" || !bytes.Equal(v.Document().Brand.Logo.PNG, before.Version.Content.Brand.Logo.PNG) {
		t.Error("the signer sees another brand than the frozen one")
	}
}
