// What the routes of drafts share: the desk for a request, and who asks.
#pragma once

#include "serve/http.h"
#include "serve/services.h"
#include "signoff/signing_desk.h"

namespace aegle {

// The store as this request may see it.
[[nodiscard]] Store& StoreFor(Services& services, const HttpRequest& request);
[[nodiscard]] SigningDesk DeskFor(Services& services, const HttpRequest& request);
// A fresh answer waits for a signature from now on. Written for the site: the guard of a request lets nobody write drafts.
Result<void> RegisterDraft(Services& services, AnswerId answer);
// The person behind the request; without a signed-in clinician one who may read and edit, but not sign.
[[nodiscard]] Signer SignerFor(Services& services, const HttpRequest& request);

}  // namespace aegle
