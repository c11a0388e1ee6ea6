package pdf

// shortTitle is the head of a paper of one page: title and subtitle, close to the text.
// What tells it from other papers stands at its foot.
func (f *flow) shortTitle() {
	f.sect = f.root.add("Sect")
	f.depth = 1
	width := f.chapter().measure()
	f.shortLogo(width)
	h1 := f.sect.add("H1")
	for _, l := range f.lines(name(f.doc), f.look(sansBold, 19, ink), f.besideLogo(width)) {
		f.emit(item{height: 24, keep: true, draw: func(c *canvas, x, y float64) { c.line(h1, l, x, y+18) }})
	}
	if f.doc.Subtitle != "" {
		p := f.sect.add("P")
		for _, l := range f.lines(f.doc.Subtitle, f.look(sans, 9, muted), width) {
			f.emit(item{height: 12.5, keep: true, draw: func(c *canvas, x, y float64) { c.line(p, l, x, y+9.5) }})
		}
	}
	f.emit(item{height: 1.5, before: 4, keep: true, draw: func(c *canvas, x, y float64) { c.rect(x, y, width, 1.5, f.accent) }})
}

// besideLogo is the width left to a title.
func (f *flow) besideLogo(width float64) float64 {
	if f.logo == nil {
		return width
	}
	return width - headerWide - 14
}

// shortLogo sets the logo at the right of the title, so that it takes no room of its own.
func (f *flow) shortLogo(width float64) {
	if f.logo == nil {
		return
	}
	figure := f.sect.add("Figure")
	figure.extra = "/Alt" + text(f.logo.alt)
	w, h := f.logo.size(headerWide, 24)
	f.emit(item{keep: true, draw: func(c *canvas, x, y float64) { c.figure(figure, f.logo, x+width-w, y, w, h) }})
}

// smaller is a setting on a paper of one page.
func smaller(t setting) setting {
	t.size, t.leading = min(t.size, 9.5), min(t.leading, 12.5)
	return t
}
