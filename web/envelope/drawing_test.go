package envelope_test

import (
	"net/http"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/browsertest"
)

const scrawl = "M 100 200 L 180 60 L 220 240 L 330 120"

// A drawing stands beside the typed name: refused where it is none, shown at the last
// look, and kept.
func TestDrawnSignature(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	form.Set("drawing", "M 10 10")
	p := w.post(at+"/sign", form).has(t, http.StatusUnprocessableEntity, `href="#f-drawing"`, "a dot or a straight line", "pad.js")
	if p.value("drawing") != "M 10 10" {
		t.Error("the drawing was lost")
	}
	form.Set("drawing", `M 1 2"><script>`)
	w.post(at+"/sign", form).has(t, http.StatusUnprocessableEntity, "This drawing cannot be read.")
	form.Set("drawing", scrawl)
	form.Del("confirmed")
	if p = w.post(at+"/sign", form).has(t, http.StatusOK, `<path d="`+scrawl+`"`); p.value("drawing") != scrawl {
		t.Error("the last look lost the drawing")
	}
	form.Set("confirmed", "yes")
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	w.get(at+"/done").has(t, http.StatusOK, `<path d="`+scrawl+`"`)
	if v := b.verbs(t); v[audit.SignatureAdopted] != 1 {
		t.Errorf("recorded: %v", v)
	}
}

// TestMarksByKeyboard signs with keys alone, at a phone's width: every box by the space
// bar, the name typed, the pad passed by.
func TestMarksByKeyboard(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	b := newBundle(t)
	b.send(t)
	p := c.Person(t, "dana", 390, 844)
	at := b.url + "/s/" + b.Token(t, apptest.Dana.Email, "asks you to sign")
	toSign(t, b, p, at)
	look(t, p, "marks-390-empty")
	for range 60 {
		p.Press("Tab")
		switch on := p.Eval(`(document.activeElement.type ?? document.activeElement.tagName) + " " + document.activeElement.name`).(string); {
		case strings.HasPrefix(on, "checkbox"):
			p.Press("Space")
		case on == "text typed":
			p.Fill("#f-typed", apptest.Dana.Name)
		case strings.HasPrefix(on, "submit"):
			if left := p.Eval(`document.querySelectorAll("main input[type=checkbox]:not(:checked)").length`); left != float64(0) {
				t.Errorf("%v boxes were not reached", left)
			}
			look(t, p, "marks-390-ticked")
			p.Press("Enter")
			p.WaitText("h1", "Is this what you sign?")
			look(t, p, "marks-390-confirm")
			p.Clean(t)
			return
		}
	}
	t.Fatal("the button was not reached by Tab")
}

// TestDrawing draws with a pointer at a desk in the dark, clears, draws again, and sees
// it at the last look.
func TestDrawing(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	b := newBundle(t)
	b.send(t)
	p := c.Person(t, "dana", 1280, 900)
	p.SetDark(true)
	toSign(t, b, p, b.url+"/s/"+b.Token(t, apptest.Dana.Email, "asks you to sign"))
	draw := func() {
		p.Eval(`(() => {
			const box = document.querySelector("#pad svg"), at = box.getBoundingClientRect();
			box.setPointerCapture = () => {};
			const tell = (type, x, y) => box.dispatchEvent(new PointerEvent(type, { isPrimary: true, button: 0, pointerId: 1, bubbles: true, cancelable: true, clientX: at.left + x * at.width, clientY: at.top + y * at.height }));
			tell("pointerdown", .1, .7);
			for (let i = 1; i <= 60; i++) tell("pointermove", .1 + i * .012, .5 + .35 * Math.sin(i / 3) * (1 - i / 90));
			tell("pointerup", .8, .5);
			tell("pointermove", .9, .9); // no stroke goes on
		})()`)
	}
	draw()
	p.Click("#f-drawing")
	if left := p.Eval(`document.querySelector("[name=drawing]").value`); left != "" {
		t.Fatalf("cleared, and left is %v", left)
	}
	draw()
	if strokes := p.Eval(`document.querySelector("[name=drawing]").value`).(string); strings.Count(strokes, "M") != 1 || strings.Count(strokes, "L") < 30 || strings.HasSuffix(strokes, "900 270") {
		t.Errorf("drawn: %q", strokes)
	}
	p.Eval(`document.querySelectorAll(".ceremony-initials input").forEach(e => e.click())`)
	p.Fill("#f-typed", apptest.Dana.Name)
	p.Click("#f-consent")
	p.Click("#f-authority")
	look(t, p, "marks-1280-drawn-dark")
	p.Click(".ceremony button.button-primary")
	p.WaitText("h1", "Is this what you sign?")
	look(t, p, "marks-1280-confirm-dark")
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Signed")
	look(t, p, "marks-1280-done-dark")
	p.Clean(t)
}

// toSign goes from the letter to the form.
func toSign(t *testing.T, b *bundle, p *browsertest.Page, at string) {
	t.Helper()
	p.Open(at)
	p.Click(".ceremony button")
	p.WaitText("h1", "Enter the code we sent you")
	p.Fill("#f-code", b.Code(t, apptest.Dana.Email, 0))
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Read before you sign")
	p.Click(".ceremony-bar .button-primary")
	p.WaitText("h1", "Sign for Alder Foods, Inc.")
}
