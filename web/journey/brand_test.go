package journey_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
)

// TestBrandingScreen sets a brand as an owner does, by pressing and typing, and holds
// the pages to the rules of every page: wide, narrow, light and dark.
func TestBrandingScreen(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	at := newJourneySite(t).process("one")
	u, _, err := at.app.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Northgate IT", Name: "Nora Adeyemi", Email: "nora@northgate.example", Password: apptest.Password})
	must(t, err)
	must(t, at.db.Verify(t.Context(), u.ID, true))
	n := newcomer(t, browser, "nora", at, 1280, 900)
	n.visit("/signin")
	n.fill("Email", "nora@northgate.example")
	n.fill("Password", apptest.Password)
	n.pressIn("main form", "Sign in")
	n.press("Branding")
	n.look("brand-house")
	n.fill("Accent color", "#ffcc00")
	n.fill("Footer line", "Northgate IT LLC, 88 Harbor Street, Portland")
	n.press("Look at it first")
	n.WaitText("main", "Nothing is saved yet")
	n.look("brand-looking")
	n.press("Save")
	n.WaitText("#notices", "with the color corrected")
	file := filepath.Join(t.TempDir(), "logo.jpg") // a lie that harms nobody
	drawn := image.NewNRGBA(image.Rect(0, 0, 900, 200))
	draw.Draw(drawn, drawn.Rect, image.NewUniform(color.NRGBA{11, 93, 102, 255}), image.Point{}, draw.Src)
	var logo bytes.Buffer
	must(t, png.Encode(&logo, drawn))
	must(t, os.WriteFile(file, logo.Bytes(), 0o600))
	n.Upload("#f-logo", file)
	n.press("Set the logo")
	n.Wait(".topbar .logo")
	n.look("brand-set")
	n.SetDark(true)
	n.look("brand-dark")
	phone := newcomer(t, browser, "nora-phone", at, 320, 640)
	phone.visit("/signin")
	phone.fill("Email", "nora@northgate.example")
	phone.fill("Password", apptest.Password)
	phone.pressIn("main form", "Sign in")
	phone.visit("/settings/branding")
	phone.look("brand-phone")
	n.SetDark(false)
	must(t, os.WriteFile(file, []byte("<script>"), 0o600))
	n.Upload("#f-logo", file)
	n.press("Replace the logo")
	n.WaitText("#problems", "neither, whatever its name says")
	n.look("brand-refused")
	n.press("Remove the logo")
	n.WaitText("#notices", "The logo is gone")
	n.Allow("422") // a refused form is told in the console too
	n.Clean(t)
	phone.Clean(t)
}
