package main

import (
	"context"
	_ "embed"

	"demarc/internal/party"
)

// northgate is the logo of the sample MSP, drawn for it.
//
//go:embed northgate.png
var northgate []byte

// dress gives the sample MSP its brand, before anything is drawn or sent.
func (s *story) dress(ctx context.Context) error {
	if err := s.app.Brands.SetLogo(ctx, s.cast.owner, northgate, 0); err != nil {
		return err
	}
	p := s.mspSide().Party
	_, err := s.app.Brands.Save(ctx, s.cast.owner, party.Kept{
		Asked: "#0b5d66", Brand: party.Brand{Footer: p.LegalName + ", " + p.Address, Sender: "Northgate IT"}, Rev: 1,
	})
	return err
}
