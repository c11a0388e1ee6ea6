// Package ui is the kit every screen is built from: the document and its
// shells, the frame of an engagement, form fields, tables, marks and icons, and
// the one stylesheet. Components take values ready to show. It knows no act, no
// store and no request; start with Page in page.go and layout.templ.
package ui

import (
	"bytes"
	"context"
	"embed"
	"regexp"
)

// Files holds the kit's own styles and fonts; package web serves them beside those
// of the screens.
//
//go:embed *.css icon.svg vendor
var Files embed.FS

//go:embed ui.js
var shell []byte

// Script is the one script that every page loads, served as "ui.js": htmx, its
// extension for streams, and the shell. They are one file because htmx starts in the
// task after its own; an extension that came later over a slow network was never
// asked, and the page stayed without its stream.
func Script() []byte {
	var all []byte
	for _, name := range []string{"htmx.min.js", "hx-sse.min.js"} {
		part, err := Files.ReadFile("vendor/htmx-4.0.1/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		all = append(append(all, part...), "\n;\n"...)
	}
	return append(all, Trim(shell)...)
}

// Trim is a script of ours without its indentation, empty lines and comments, which
// are a fifth of what would be sent. No text of ours goes over lines; a comment behind
// code goes where no quote comes after it, since it could stand in a text otherwise.
func Trim(script []byte) []byte {
	var b []byte
	for line := range bytes.Lines(script) {
		line = bytes.TrimSpace(line)
		if i := bytes.LastIndex(line, []byte(" // ")); i > 0 && !bytes.ContainsAny(line[i:], "'\"`") {
			line = bytes.TrimRight(line[:i], " ")
		}
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			b = append(append(b, line...), '\n')
		}
	}
	return b
}

// TrimStyle is a stylesheet of ours without its indentation, empty lines and comments.
// No text in our styles holds what opens a comment.
func TrimStyle(css []byte) []byte {
	var b []byte
	for line := range bytes.Lines(comment.ReplaceAll(css, nil)) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b = append(append(b, line...), '\n')
		}
	}
	return b
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

type urlsKey struct{}

// WithURLs puts into ctx how an asset's name becomes its address. Package web
// calls it once per request.
func WithURLs(ctx context.Context, url func(name string) string) context.Context {
	return context.WithValue(ctx, urlsKey{}, url)
}

// URL is the address of an asset by its plain name, such as "ui.css". With the
// served set in ctx it carries the content's hash, and a name nobody ships
// panics; without one (a component rendered alone) it is the plain address.
func URL(ctx context.Context, name string) string {
	if url, ok := ctx.Value(urlsKey{}).(func(string) string); ok {
		return url(name)
	}
	return "/assets/" + name
}
