#include "serve/signing.h"

#include "access/directory.h"
#include "serve/gate.h"
#include "signoff/desk_audit.h"

namespace aegle {

Store& StoreFor(Services&, const HttpRequest& request) { return request.store(); }

SigningDesk DeskFor(Services& services, const HttpRequest& request) {
  return SigningDesk({StoreFor(services, request), services.signing_key, {}, "aegle " + services.version, FindPdfFonts(services.settings.Text("export.fonts")), &services.site_store});
}

Result<void> RegisterDraft(Services& services, AnswerId answer) {
  AEGLE_CHECK(SigningDesk({services.site_store, {}, {}, {}, {}}).Register(answer));
  return {};
}

Signer SignerFor(Services& services, const HttpRequest& request) {
  const Principal& principal = request.caller->principal;
  auto user = Directory(services.site_store).Find(principal.name);
  return {principal.name, user ? user->display : std::string(), std::string(Name(principal.role)), ""};
}

}  // namespace aegle
