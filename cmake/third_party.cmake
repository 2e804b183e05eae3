# Every third-party target, in one place. Debian packages by find_package, the rest from the prefix that
# tools/third_party.py has filled. All are SYSTEM: their warnings are not ours.
if(NOT AEGLE_PREFIX)
  set(prefix_command ${CMAKE_SOURCE_DIR}/tools/third_party.py --prefix)
  if(AEGLE_CUDA)
    list(APPEND prefix_command --cuda)
  endif()
  execute_process(COMMAND python3 ${prefix_command} OUTPUT_VARIABLE AEGLE_PREFIX OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
if(NOT EXISTS ${AEGLE_PREFIX}/done)
  message(FATAL_ERROR "The third-party parts are not built. Run: tools/setup")
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(GTest REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(simdjson REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)

# aegle_imported(NAME LIBRARY INCLUDES...): a library of the prefix.
function(aegle_imported name library)
  add_library(${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${AEGLE_PREFIX}/lib/${library})
  target_include_directories(${name} SYSTEM INTERFACE ${ARGN})
endfunction()

aegle_imported(sqlite3mc libsqlite3mc.a ${AEGLE_PREFIX}/include)
target_link_libraries(sqlite3mc INTERFACE ${CMAKE_DL_LIBS} Threads::Threads m)

add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE ${AEGLE_PREFIX}/include)

aegle_imported(ggml libggml.so ${AEGLE_PREFIX}/include)
aegle_imported(ggml_base libggml-base.so ${AEGLE_PREFIX}/include)
aegle_imported(llama libllama.so ${AEGLE_PREFIX}/include)
target_link_libraries(llama INTERFACE ggml ggml_base)
aegle_imported(llama_common_base libllama-common-base.a ${AEGLE_PREFIX}/include/llama-common)
aegle_imported(llama_common libllama-common.so ${AEGLE_PREFIX}/include/llama-common ${AEGLE_PREFIX}/include)
target_link_libraries(llama_common INTERFACE llama nlohmann_json llama_common_base)
aegle_imported(mtmd libmtmd.so ${AEGLE_PREFIX}/include/mtmd ${AEGLE_PREFIX}/include)
target_link_libraries(mtmd INTERFACE llama)

# Shared libraries of the prefix are found beside the binary when installed, in the prefix while developing.
set(CMAKE_BUILD_RPATH ${AEGLE_PREFIX}/lib)
set(CMAKE_INSTALL_RPATH $ORIGIN/../lib/aegle)

add_library(httplib STATIC ${AEGLE_PREFIX}/include/cpp-httplib/httplib.cpp)
target_include_directories(httplib SYSTEM PUBLIC ${AEGLE_PREFIX}/include)
target_compile_definitions(httplib PUBLIC CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT)
target_compile_options(httplib PRIVATE -w)
target_link_libraries(httplib PUBLIC OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
