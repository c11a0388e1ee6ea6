package browsertest

import (
	"slices"
	"strings"
	"testing"
)

func TestReader(t *testing.T) {
	t.Parallel()
	p := Start(t).Person(t, "ann", 1280, 900)
	p.Hear()
	p.Open(site(t) + "/good")
	p.Eval(`void document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="hint">Only today.</p><p aria-live="polite" id="say"></p><p hidden>Unseen</p><p aria-hidden="true">Drawn</p>')`)
	p.Eval(`void document.querySelector('[name=agreed]').setAttribute('aria-describedby', 'hint')`)
	p.Eval(`document.querySelector('[name=agreed]').focus()`)
	p.Press("Space")
	if got, want := p.Focused().String(), "Agreed, checkbox, checked, Only today."; got != want {
		t.Errorf("the box is read as %q, want %q", got, want)
	}
	var read []string
	for _, n := range p.Tree() {
		read = append(read, n.String())
	}
	all := strings.Join(read, "\n")
	if !slices.Contains(read, "Good page, heading") || !strings.Contains(all, "Name, textbox, old") {
		t.Errorf("the page is read as\n%s", all)
	}
	if strings.Contains(all, "Unseen") || strings.Contains(all, "Drawn") {
		t.Errorf("what is hidden from readers is read: %s", all)
	}
	p.Eval(`void (document.getElementById('say').textContent = 'One')`)
	p.WaitHeard("One")
	p.Eval(`void (document.getElementById('say').textContent = 'Two words')`)
	p.WaitHeard("Two")
}
