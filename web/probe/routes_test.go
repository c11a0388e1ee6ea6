package probe_test

// probeTable says what every address answers to everybody; a person reads it. All
// things asked for are of the first client of our MSP: stranger owns another MSP,
// neighbour leads IT at another client of ours. "in" is to the sign-in page. Addresses
// without an id are about the asker's own things.
const probeTable = `
#                                                               nobody stra neig | owner lead memb view | it_l cont sign read
GET  /healthz                                                      200  200  200    200  200  200  200    200  200  200  200
GET  /readyz                                                       200  200  200    200  200  200  200    200  200  200  200
GET  /assets/*                                                     200  200  200    200  200  200  200    200  200  200  200
HEAD /assets/*                                                     200  200  200    200  200  200  200    200  200  200  200
GET  /.well-known/seal-root.pem                                    200  200  200    200  200  200  200    200  200  200  200
GET  /.well-known/seal.crl                                         200  200  200    200  200  200  200    200  200  200  200
GET  /.well-known/seal-certificates.json                           200  200  200    200  200  200  200    200  200  200  200
HEAD /.well-known/seal-root.pem                                    200  200  200    200  200  200  200    200  200  200  200
HEAD /.well-known/seal.crl                                         200  200  200    200  200  200  200    200  200  200  200
HEAD /.well-known/seal-certificates.json                           200  200  200    200  200  200  200    200  200  200  200
GET  /licenses                                                     200  200  200    200  200  200  200    200  200  200  200
GET  /trust                                                        200  200  200    200  200  200  200    200  200  200  200
GET  /v                                                            200  200  200    200  200  200  200    200  200  200  200
POST /v                                                            422  422  422    422  422  422  422    422  422  422  422
GET  /v/{code}                                                     404  404  404    404  404  404  404    404  404  404  404
POST /v/{code}                                                     404  404  404    404  404  404  404    404  404  404  404
GET  /brand/accent-{accent}.css                                    200  200  200    200  200  200  200    200  200  200  200

# coming in: for everybody
GET  /                                                             200  200  200    200  200  200  200    200  200  200  200
GET  /signup                                                       200  200  200    200  200  200  200    200  200  200  200
POST /signup                                                       303  303  303    303  303  303  303    303  303  303  303
GET  /signin                                                       200  303  303    303  303  303  303    303  303  303  303
POST /signin                                                       303  303  303    303  303  303  303    303  303  303  303
POST /signin/code                                                  303  303  303    303  303  303  303    303  303  303  303
GET  /signin/code                                                  200  200  200    200  200  200  200    200  200  200  200
POST /signin/code/check                                            422  422  422    422  422  422  422    422  422  422  422
POST /signout                                                      303  303  303    303  303  303  303    303  303  303  303
GET  /places                                                        in  200  200    200  200  200  200    200  200  200  200
POST /places                                                        in  303  303    303  303  303  303    303  303  303  303
GET  /join/{token}                                                 200  200  200    200  200  200  200    200  200  200  200
POST /join/{token}                                                 303  303  303    303  303  303  303    303  303  303  303
GET  /in/{token}                                                   200  200  200    200  200  200  200    200  200  200  200
POST /in/{token}                                                   303  303  303    303  303  303  303    303  303  303  303

# people of one's own side
GET  /settings/members                                              in  200  200    200  200  200  200    200  200  200  200
POST /settings/members/invite                                       in  303  303    303  403  403  403    303  403  403  403
POST /settings/members/{membership}/end                             in  404  404    303  403  403  403    303  403  403  403

# the brand of one's own MSP; its people and its clients' see the logo
GET  /settings/branding                                             in  200  403    200  403  403  403    403  403  403  403
POST /settings/branding                                             in  303  403    303  403  403  403    403  403  403  403
POST /settings/branding/logo                                        in  422  403    422  403  403  403    403  403  403  403
POST /settings/branding/logo/remove                                 in  303  403    303  403  403  403    403  403  403  403
GET  /settings/sealing                                              in  200  403    200  403  403  403    403  403  403  403
POST /settings/sealing/{engagement}/retry                           in  404  403    409  403  403  403    403  403  403  403
GET  /settings/checkpoints                                          in  200  200    200  200  403  403    200  403  403  403
GET  /settings/checkpoints/{day}.json                               in  200  200    200  200  403  403    200  403  403  403
GET  /brand/logo-{mark}.png                                         in  404  200    200  200  200  200    200  200  200  200

# which letters one gets; the token of a signing link mutes nothing
GET  /me/notifications                                              in  200  200    200  200  200  200    200  200  200  200
POST /me/notifications                                              in  303  303    303  303  303  303    303  303  303  303
POST /e/{engagement}/mute                                           in  404  404    303  303  303  303    303  303  303  303
POST /e/{engagement}/unmute                                         in  404  404    303  303  303  303    303  303  303  303
GET  /mute/{token}                                                 404  404  404    404  404  404  404    404  404  404  404
POST /mute/{token}                                                 404  404  404    404  404  404  404    404  404  404  404

# clients
GET  /clients                                                       in  200  303    200  200  200  200    303  303  303  303
POST /clients                                                       in  303  403    303  303  403  403    403  403  403  403
GET  /clients/{client}                                              in  404  404    200  200  200  200    200  200  200  200
POST /clients/{client}/invite                                       in  404  404    303  303  403  403    303  403  403  403
POST /clients/{client}/people/{membership}/end                      in  404  404    403  403  403  403    303  403  403  403
GET  /clients/{client}/engagements/new                              in  404  403    200  200  403  403    403  403  403  403
POST /clients/{client}/engagements/new                              in  404  403    303  303  403  403    403  403  403  403

# what the MSP's engagements have in common
GET  /reports                                                        in  200  404    200  200  403  403    404  404  404  404
GET  /reports/friction-areas.csv                                     in  200  404    200  200  403  403    404  404  404  404
HEAD /reports/friction-areas.csv                                     in  200  404    200  200  403  403    404  404  404  404
GET  /reports/friction-functions.csv                                 in  200  404    200  200  403  403    404  404  404  404
HEAD /reports/friction-functions.csv                                 in  200  404    200  200  403  403    404  404  404  404

# the MSP's library; {key} is a function of ours that is not shipped
GET  /library                                                       in  200  404    200  200  200  200    404  404  404  404
GET  /library/publish                                               in  200  404    200  403  403  403    404  404  404  404
POST /library/publish                                               in  409  404    303  403  403  403    404  404  404  404
GET  /library/versions/{n}                                          in  404  404    200  200  200  200    404  404  404  404
GET  /library/export.json                                           in  200  404    200  200  200  200    404  404  404  404
GET  /library/import                                                in  200  404    200  403  403  403    404  404  404  404
POST /library/import                                                in  422  404    422  403  403  403    404  404  404  404
GET  /library/{shelf}                                               in  200  404    200  200  200  200    404  404  404  404
POST /library/{shelf}                                               in  303  404    303  403  403  403    404  404  404  404
GET  /library/{shelf}/new                                           in  200  404    200  403  403  403    404  404  404  404
GET  /library/{shelf}/{key}                                         in  404  404    200  200  200  200    404  404  404  404
POST /library/{shelf}/{key}                                         in  404  404    303  403  403  403    404  404  404  404
POST /library/{shelf}/{key}/retire                                  in  404  404    303  403  403  403    404  404  404  404
POST /library/{shelf}/{key}/restore                                 in  404  404    303  403  403  403    404  404  404  404
POST /library/{shelf}/{key}/drop                                    in  404  404    303  403  403  403    404  404  404  404

# an engagement in draft
GET  /e/{engagement}                                                in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/live                                           in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/presence                                       in  404  404    204  204  204  204    204  204  204  204
GET  /e/{engagement}/stale                                          in  404  404    204  204  204  204    204  204  204  204
GET  /e/{engagement}/checks                                         in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/checks/waive                                   in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/checks/withdraw                                in  404  404    303  303  403  403    303  403  403  403
GET  /e/{engagement}/history                                        in  404  404    200  200  403  403    200  403  403  403
GET  /e/{engagement}/parties                                        in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/parties/{side}                                 in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/insurer                                        in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/vendors                                        in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/vendors/{vendor}                               in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/vendors/{vendor}/remove                        in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/stakeholders                                   in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/stakeholders/{stakeholder}                     in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/stakeholders/{stakeholder}/remove              in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/stakeholders/{stakeholder}/deputy              in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/stakeholders/{stakeholder}/move                in  404  404    303  303  303  403    303  403  403  403
GET  /e/{engagement}/library                                        in  404  404    200  200  200  200    404  404  404  404
POST /e/{engagement}/library                                        in  404  404    303  303  403  403    404  404  404  404
GET  /e/{engagement}/template                                       in  404  404    200  200  200  200    404  404  404  404
GET  /e/{engagement}/terms                                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/terms                                          in  404  403    303  303  303  403    403  403  403  403
GET  /e/{engagement}/areas                                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/areas/plan                                     in  404  403    200  200  200  403    403  403  403  403
POST /e/{engagement}/areas/apply                                    in  404  403    303  303  303  403    403  403  403  403
GET  /e/{engagement}/packs                                          in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/packs/{pack}                                   in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/packs/{pack}/add                               in  404  403    303  303  303  403    403  403  403  403
POST /e/{engagement}/packs/{pack}/remove                            in  404  403    303  303  303  403    403  403  403  403
GET  /e/{engagement}/evidence                                       in  404  404    200  200  403  403    200  403  403  403
GET  /e/{engagement}/evidence/checkpoint.json                       in  404  404    200  200  403  403    200  403  403  403
GET  /e/{engagement}/evidence/{seq}                                 in  404  404    200  200  403  403    200  403  403  403
POST /e/{engagement}/evidence/erase                                 in  404  404    422  403  403  403    422  403  403  403
GET  /e/{engagement}/v/{n}/bundle.zip                               in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/bundle.zip                               in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction                                        in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction/areas.csv                              in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/friction/areas.csv                              in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction/functions.csv                          in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/friction/functions.csv                          in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction/ownership.csv                          in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction/people.csv                             in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/friction/ownership.csv                          in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/friction/people.csv                             in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/friction/progress.csv                           in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/friction/progress.csv                           in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/frameworks                                     in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/frameworks                                     in  404  403    303  303  303  403    403  403  403  403
GET  /e/{engagement}/frameworks/{framework}                         in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/frameworks/{framework}/responsibility.pdf      in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/frameworks/{framework}/responsibility.pdf      in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/frameworks/{framework}/responsibility.xlsx     in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/frameworks/{framework}/responsibility.xlsx     in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/frameworks/{framework}/responsibility.csv      in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/frameworks/{framework}/responsibility.csv      in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/agreement                                      in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/agreement/reviewed                             in  403  404    403  403  403  403    303  303  403  403

# what both teams say about it
GET  /e/{engagement}/review                                         in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/review                                         in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/seen                                    in  404  404    303  303  303  303    303  303  303  303
GET  /e/{engagement}/review/functions/{fn}                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/review/functions/{fn}/comments                 in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/functions/{fn}/mark                     in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/review/threads/{thread}/comments               in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/threads/{thread}/resolve                in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/threads/{thread}/reopen                 in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/comments/{comment}                      in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/review/comments/{comment}/remove               in  404  404    303  303  303  403    303  303  403  403

# its matrix
GET  /e/{engagement}/matrix                                         in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/matrix/checks                                  in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/matrix/agree                                   in  404  404    200  200  403  403    200  403  403  403
POST /e/{engagement}/matrix/agree                                   in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/matrix/cells                                   in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/undo                                    in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/redo                                    in  404  404    303  303  303  403    303  303  403  403
GET  /e/{engagement}/matrix/import                                  in  404  404    200  200  200  403    200  200  403  403
POST /e/{engagement}/matrix/import                                  in  404  404    200  200  200  403    200  200  403  403
POST /e/{engagement}/matrix/import/preview                          in  404  404    200  200  200  403    200  200  403  403
POST /e/{engagement}/matrix/import/apply                            in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/bulk/plan                               in  404  404    200  200  200  403    200  200  403  403
POST /e/{engagement}/matrix/bulk                                    in  404  404    303  303  303  403    303  303  403  403
GET  /e/{engagement}/matrix/parked                                  in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/matrix/functions/new                           in  404  404    200  200  200  403    200  403  403  403
POST /e/{engagement}/matrix/functions                               in  404  404    303  303  303  403    303  403  403  403
GET  /e/{engagement}/matrix/functions/{fn}                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/matrix/functions/{fn}/assignments              in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/row                      in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/hours                    in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/holders                  in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/frameworks               in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/words                    in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/fix                      in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/agree                    in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/matrix/functions/{fn}/dispute                  in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/matrix/functions/{fn}/settle                   in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/matrix/functions/{fn}/notes                    in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/notes/{note}/remove      in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/park                     in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/resume                   in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/matrix/functions/{fn}/exclude                  in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/matrix/functions/{fn}/restore                  in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/matrix/functions/{fn}/move                     in  404  404    303  303  303  403    303  403  403  403

# its access register
GET  /e/{engagement}/access                                         in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/access                                         in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/access/fill                                    in  404  404    409  409  409  403    409  403  403  403
POST /e/{engagement}/access/confirm                                 in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/access/{line}                                  in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/access/{line}/read                             in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/access/{line}/remove                           in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/tools                                          in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/tools/{tool}                                   in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/tools/{tool}/remove                            in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/protected                                      in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/protected/{system}                             in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/protected/{system}/remove                      in  404  404    303  303  303  403    303  403  403  403

# blind votes; a member of either side answers, who facilitates opens and ends them
GET  /e/{engagement}/votes                                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/votes                                          in  404  404    303  303  303  403    303  403  403  403
GET  /e/{engagement}/votes/{vote}                                   in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/votes/{vote}/functions/{fn}/answer             in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/votes/{vote}/functions/{fn}/take               in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/votes/{vote}/functions/{fn}/discuss            in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/votes/{vote}/reveal                            in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/votes/{vote}/close                             in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/votes/{vote}/again                             in  404  404    303  303  303  403    303  403  403  403

# workshops: a room both sides share; who facilitates drives
GET  /e/{engagement}/workshop                                        in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/workshop/present                                in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/workshop                                        in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/workshop/show                                   in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/workshop/drive                                  in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/workshop/timer                                  in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/workshop/end                                    in  404  404    303  303  303  403    303  403  403  403
POST /e/{engagement}/workshop/functions/{fn}/row                     in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/workshop/functions/{fn}/words                   in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/workshop/functions/{fn}/agree                   in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/workshop/functions/{fn}/dispute                 in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/workshop/functions/{fn}/settle                  in  404  404    303  303  403  403    303  403  403  403
POST /e/{engagement}/workshop/functions/{fn}/park                    in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/workshop/functions/{fn}/resume                  in  404  404    303  303  303  403    303  303  403  403
POST /e/{engagement}/workshop/functions/{fn}/vote                    in  404  404    303  303  303  403    303  403  403  403

# signing: the draft lacks its terms, so it cannot be sent; the round is out
GET  /e/{engagement}/sign                                           in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/sign                                           in  404  403    422  422  403  403    403  403  403  403
POST /e/{engagement}/sign/{envelope}/remind                         in  404  403    429  429  403  403    403  403  403  403
POST /e/{engagement}/sign/{envelope}/void                           in  404  403    422  422  403  403    403  403  403  403
POST /e/{engagement}/sign/people                                    in  404  404    422  422  422  403    422  403  403  403
POST /e/{engagement}/sign/people/{recipient}/remove                 in  404  404    404  404  404  403    404  403  403  403
POST /e/{engagement}/sign/{envelope}/extend                         in  404  403    422  422  403  403    403  403  403  403
POST /e/{engagement}/sign/{envelope}/correct                        in  404  403    422  422  403  403    403  403  403  403
POST /e/{engagement}/sign/{envelope}/replace                        in  404  403    422  422  403  403    403  403  403  403
GET  /e/{engagement}/sign/{envelope}/paper                          in  404  404    200  200  200  200    200  200  200  200
POST /e/{engagement}/sign/{envelope}/paper                          in  404  404    409  409  403  403    409  403  403  403
POST /e/{engagement}/sign/{envelope}/paper/confirm                  in  404  404    422  422  403  403    422  403  403  403
POST /e/{engagement}/sign/{envelope}/paper/refuse                   in  404  404    422  422  403  403    422  403  403  403
GET  /e/{engagement}/sign/{envelope}/paper/file                     in  404  404    404  404  404  404    404  404  404  404
HEAD /e/{engagement}/sign/{envelope}/paper/file                     in  404  404    404  404  404  404    404  404  404  404
GET  /e/{engagement}/sign/{envelope}/paper/text.pdf                 in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/sign/{envelope}/paper/text.pdf                 in  404  404    200  200  200  200    200  200  200  200
GET  /s/{token}                                                    200  200  200    200  200  200  200    200  200  200  200
POST /s/{token}                                                    303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/code                                               303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/code                                               303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/code/new                                           303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/read                                               303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/text.pdf                                           303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/changes                                            303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/opened                                             303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/phone                                              303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/sign                                               303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/sign                                               303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/question                                           303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/question                                           303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/more-time                                          303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/decline                                            303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/decline                                            303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/delegate                                           303  303  303    303  303  303  303    303  303  303  303
POST /s/{token}/delegate                                           303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/done                                               303  303  303    303  303  303  303    303  303  303  303
GET  /s/{token}/logo-{mark}.png                                    200  200  200    200  200  200  200    200  200  200  200
GET  /s/{token}/agreement.pdf                                      303  303  303    303  303  303  303    303  303  303  303

# what is in force, and files
GET  /find                                                          in  200  200    200  200  200  200    200  200  200  200
GET  /r/{client}                                                    in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/sheets                                         in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/sheets/{sheet}.pdf                             in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/sheets/{sheet}.pdf                             in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/sheets                                   in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/sheets/{sheet}.pdf                       in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/sheets/{sheet}.pdf                       in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/frameworks                               in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/frameworks/{framework}                   in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/end                                      in  404  404    200  200  403  403    200  403  403  403
POST /e/{engagement}/v/{n}/end                                      in  404  404    422  422  403  403    422  403  403  403
POST /e/{engagement}/v/{n}/notice/withdraw                          in  404  404    409  409  403  403    409  403  403  403
GET  /e/{engagement}/v/{n}                                          in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/agreement.pdf                            in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/agreement.pdf                            in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/agreement.docx                           in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/agreement.docx                           in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/matrix.xlsx                              in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/matrix.xlsx                              in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/matrix.csv                               in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/v/{n}/matrix.csv                               in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/v/{n}/evidence.json                            in  404  404    200  200  403  403    200  403  403  403
HEAD /e/{engagement}/v/{n}/evidence.json                            in  404  404    200  200  403  403    200  403  403  403
GET  /e/{engagement}/draft/agreement.pdf                            in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/draft/agreement.pdf                            in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/draft/agreement.docx                           in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/draft/agreement.docx                           in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/draft/matrix.xlsx                              in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/draft/matrix.xlsx                              in  404  404    200  200  200  200    200  200  200  200
GET  /e/{engagement}/draft/matrix.csv                               in  404  404    200  200  200  200    200  200  200  200
HEAD /e/{engagement}/draft/matrix.csv                               in  404  404    200  200  200  200    200  200  200  200
`
