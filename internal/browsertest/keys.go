package browsertest

import (
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys are the names that KeyboardEvent.key has for what is not a character.
var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Backspace": kb.Backspace, "Delete": kb.Delete, "Space": " ",
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown, "F2": kb.F2, "F6": kb.F6,
}

var modifiers = map[string]chromedp.Modifier{
	"Shift": chromedp.ModifierShift, "Ctrl": chromedp.ModifierCtrl, "Control": chromedp.ModifierCtrl,
	"Alt": chromedp.ModifierAlt, "Meta": chromedp.ModifierMeta,
}

// Press presses keys one after the other where the focus is: "Tab",
// "Shift+Tab", "Ctrl+k", "?". Anything else is typed letter by letter.
func (p *Page) Press(combinations ...string) {
	p.tb.Helper()
	for _, combination := range combinations {
		key := combination
		var held []chromedp.Modifier
		for {
			name, rest, ok := strings.Cut(key, "+")
			m, known := modifiers[name]
			if !ok || !known || rest == "" {
				break
			}
			held, key = append(held, m), rest
		}
		if k, ok := keys[key]; ok {
			key = k
		}
		p.do("press "+combination, chromedp.KeyEvent(key, chromedp.KeyModifiers(held...)))
		p.settle()
	}
}
