// The web app, embedded into the binary by tools/embed.py at build time.
#pragma once

#include <string_view>
#include <vector>

#include "serve/http_server.h"

namespace aegle {

[[nodiscard]] const std::vector<Asset>& EmbeddedAssets();   // empty where the app was not built
[[nodiscard]] const Asset* FindAsset(std::string_view path);

}  // namespace aegle
