#include "serve/signing.h"

namespace aegle {

Store& StoreFor(Services& services, const HttpRequest&) { return services.store; }

SigningDesk DeskFor(Services& services, const HttpRequest& request) {
  return SigningDesk({StoreFor(services, request), services.signing_key, {}, "aegle " + services.version, FindPdfFonts(services.settings.Text("export.fonts"))});
}

Signer SignerFor(Services&, const HttpRequest&) { return {"local", "", "owner", ""}; }

}  // namespace aegle
