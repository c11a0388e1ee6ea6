package workshop

import "demarc/web/ui"

func rows(f ui.Field, n int) ui.Field {
	f.Rows = n
	return f
}

func optional(f ui.Field) ui.Field {
	f.Optional = true
	return f
}

func dated(f ui.Field) ui.Field {
	f.Type, f.Width = "date", "10"
	return f
}

func options(f ui.Field, list []ui.Option) ui.Field {
	f.Options = list
	return f
}
