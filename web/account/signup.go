package account

import (
	"net/http"
	"net/url"

	"demarc/internal/app"
	"demarc/web/page"
	"demarc/web/ui"
)

const passwordHint = "At least 15 characters. A few words that make sense only to you are easiest."

func (s Screen) signUpForm(w http.ResponseWriter, r *http.Request) error {
	return page.Render(w, r, http.StatusOK, signUpPage(page.New(r, "Create an MSP account"), &page.Form{}))
}

func (s Screen) signUp(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.SignUp{
		MSP: f.Line("msp", page.MaxName), Name: f.Line("name", page.MaxName),
		Email: f.Email("email"), Password: f.Secret("password"),
	}
	again := func(status int) error {
		p := page.New(r, "Create an MSP account")
		p.Failed = true
		return page.Render(w, r, status, signUpPage(p, f))
	}
	f.Require("msp", "Enter the name of your MSP.")
	f.Require("name", "Enter your name.")
	f.Require("email", "Enter your email address.")
	f.Require("password", "Choose a password.")
	if !f.OK() {
		return again(http.StatusUnprocessableEntity)
	}
	user, _, err := s.App.Accounts.SignUp(r.Context(), page.From(r), in)
	if status := refused(w, f, err); status != 0 {
		return again(status)
	}
	if err != nil {
		return err
	}
	// The answer is the same whether or not the address has an account.
	id, err := s.App.Accounts.SendCode(r.Context(), page.From(r), in.Email)
	if status := refused(w, f, err); status != 0 {
		return again(status)
	}
	if err != nil {
		return err
	}
	s.Sessions.Put(r.Context(), markKey, app.Mark(user))
	return page.Redirect(w, r, "/signin/code?"+url.Values{"id": {id}}.Encode())
}

// secret is a password field. What was typed is never sent back.
func secret(f *page.Form, label, autocomplete, hint string) ui.Field {
	return ui.Field{
		Name: "password", Label: label, Hint: hint, Error: f.Error("password"),
		Type: "password", Autocomplete: autocomplete, Width: "20",
	}
}

// email is the address one signs in with.
func email(f *page.Form, label string) ui.Field {
	field := f.Field("email", label)
	field.Type, field.Autocomplete, field.Width = "email", "username", "20"
	return field
}

// named is a one-line field that browsers know how to fill.
func named(field ui.Field, autocomplete, hint string) ui.Field {
	field.Autocomplete, field.Hint, field.Width = autocomplete, hint, "20"
	return field
}
