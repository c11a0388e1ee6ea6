package envelope

import (
	"net/http"
	"strconv"
	"strings"

	"demarc/internal/document/qr"
	"demarc/internal/fault"
	"demarc/web/page"
)

// changes is the whole list of what differs from the version that the reader's side
// knows already.
func (s Screen) changes(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	v, err := s.App.Ceremonies.Changes(r.Context(), page.From(r), tokenOf(r))
	if fault.Is(err, fault.Conflict) {
		return s.start(w, r)
	}
	if err != nil {
		return s.refuse(w, r, v, err)
	}
	c := newCeremony(r, v, "What changed")
	list := newSince(c)
	if list.any() {
		c.page.Title = list.title()
	}
	return page.Render(w, r, http.StatusOK, changesPage(c, list))
}

// text hands out the paper as it is out for signature. Making it takes some 100 ms of a
// processor, so the others wait while as many are made as there are slots.
func (s Screen) text(slots chan struct{}) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.here(r) {
			return s.start(w, r)
		}
		select {
		case slots <- struct{}{}:
		case <-r.Context().Done():
			return r.Context().Err()
		}
		defer func() { <-slots }()
		d, err := s.App.Ceremonies.Text(r.Context(), page.From(r), tokenOf(r))
		switch {
		case fault.Is(err, fault.Conflict):
			return page.Redirect(w, r, path(tokenOf(r), "/done"))
		case fault.Is(err, fault.Gone):
			return s.start(w, r) // whose page says how it ended
		case err != nil:
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
}

// parts is how many parts of a document a browser may report at once.
const parts = 200

// opened takes a browser's word for what it showed. Nobody waits for the answer.
func (s Screen) opened(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	if _, err := page.ReadForm(r); err != nil {
		return err
	}
	list := r.PostForm["part"]
	err := s.App.Ceremonies.Opened(r.Context(), page.From(r), tokenOf(r), list[:min(len(list), parts)])
	if err != nil && !fault.Is(err, fault.Gone) && !fault.Is(err, fault.Conflict) { // both: there is nothing to claim any more
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// phone shows the link as a code for the camera of a phone. It leads to the beginning
// there, so what is shown here is worth no more than the letter.
func (s Screen) phone(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	c := newCeremony(r, v, "Continue on your phone")
	c.address = s.App.Ceremonies.Address(tokenOf(r))
	return page.Render(w, r, http.StatusOK, phonePage(c))
}

// picture is an address as a code for cameras, or nothing where it is too long for one: the text
// always stands beside it.
func picture(address, label string) string {
	c, err := qr.Encode(address)
	if err != nil {
		return ""
	}
	return c.SVG(label)
}

// checkCode is the code of the sealed paper in pieces that eyes can follow.
func (c ceremony) checkCode() string {
	code := c.v.Envelope.Code
	var b strings.Builder
	for i := 0; i < len(code); i += 7 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(code[i:min(i+7, len(code))])
	}
	return b.String()
}

// asPrinted is ", 41 pages", where they were counted.
func (c ceremony) asPrinted() string {
	if c.v.Envelope.Pages == 0 {
		return ""
	}
	return ", " + count(strconv.Itoa(c.v.Envelope.Pages), "page")
}

// pages says how long the paper is, where it was counted.
func (c ceremony) pages() string {
	if c.v.Envelope.Pages == 0 {
		return ""
	}
	return count(strconv.Itoa(c.v.Envelope.Pages), "page") + " as printed. "
}
