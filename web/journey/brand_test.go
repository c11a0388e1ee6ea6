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
	"demarc/internal/sitetest"
)

// TestBrandingScreen sets a brand as an owner does, by pressing and typing, and holds
// the pages to the rules of every page: wide, narrow, light and dark.
func TestBrandingScreen(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	at := sitetest.New(t).Process("one")
	u, _, err := at.App.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Northgate IT", Name: "Nora Adeyemi", Email: "nora@northgate.example", Password: apptest.Password})
	apptest.Must(t, err)
	apptest.Must(t, at.DB.Verify(t.Context(), u.ID, true))
	n := sitetest.Newcomer(t, browser, "nora", at, 1280, 900)
	n.Visit("/signin")
	n.Write("Email", "nora@northgate.example")
	n.Write("Password", apptest.Password)
	n.ChooseIn("main form", "Sign in")
	n.Choose("Branding")
	n.Look("brand-house")
	n.Write("Accent color", "#ffcc00")
	n.Write("Footer line", "Northgate IT LLC, 88 Harbor Street, Portland")
	n.Choose("Look at it first")
	n.WaitText("main", "Nothing is saved yet")
	n.Look("brand-looking")
	n.Choose("Save")
	n.WaitText("#notices", "with the color corrected")
	file := filepath.Join(t.TempDir(), "logo.jpg") // a lie that harms nobody
	drawn := image.NewNRGBA(image.Rect(0, 0, 900, 200))
	draw.Draw(drawn, drawn.Rect, image.NewUniform(color.NRGBA{11, 93, 102, 255}), image.Point{}, draw.Src)
	var logo bytes.Buffer
	apptest.Must(t, png.Encode(&logo, drawn))
	apptest.Must(t, os.WriteFile(file, logo.Bytes(), 0o600))
	n.Upload("#f-logo", file)
	n.Choose("Set the logo")
	n.Wait(".topbar .logo")
	n.Look("brand-set")
	n.SetDark(true)
	n.Look("brand-dark")
	phone := sitetest.Newcomer(t, browser, "nora-phone", at, 320, 640)
	phone.Visit("/signin")
	phone.Write("Email", "nora@northgate.example")
	phone.Write("Password", apptest.Password)
	phone.ChooseIn("main form", "Sign in")
	phone.Visit("/settings/branding")
	phone.Look("brand-phone")
	n.SetDark(false)
	apptest.Must(t, os.WriteFile(file, []byte("<script>"), 0o600))
	n.Upload("#f-logo", file)
	n.Choose("Replace the logo")
	n.WaitText("#problems", "neither, whatever its name says")
	n.Look("brand-refused")
	n.Choose("Remove the logo")
	n.WaitText("#notices", "The logo is gone")
	n.Allow("422") // a refused form is told in the console too
	n.Clean(t)
	phone.Clean(t)
}
