package html

import "embed"

// Files holds the stylesheet of a document on screen; package web bundles it.
//
//go:embed document.css
var Files embed.FS
