// Builds zip archives for tests, field by field, so that each can be made to lie.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace aegle {

struct ZipTestFile {
  static constexpr std::uint16_t kStored = 0, kDeflated = 8;

  struct Member {
    std::string name, local_name, data;
    std::uint16_t method = kStored, flags = 0;
    std::uint32_t crc = 0, packed = 0, unpacked = 0, local_at = 0;
  };
  std::vector<Member> members;
  std::string body;

  template <class T>
  static void Put(std::string& out, T value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }

  static std::string Deflate(const std::string& data) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("deflate");
    std::string out(deflateBound(&stream, data.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }

  ZipTestFile& Add(const std::string& name, const std::string& data, std::uint16_t method) {
    Member member;
    member.name = member.local_name = name;
    member.method = method;
    member.data = method == kDeflated ? Deflate(data) : data;
    member.crc = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size())));
    member.packed = static_cast<std::uint32_t>(member.data.size());
    member.unpacked = static_cast<std::uint32_t>(data.size());
    members.push_back(member);
    return *this;
  }

  [[nodiscard]] std::string Bytes(const std::string& comment = "") const {
    std::string all, directory;
    for (const Member& member : members) {
      auto at = member.local_at != 0 ? member.local_at : static_cast<std::uint32_t>(all.size());
      Put(all, 0x04034b50u);
      PutCommon(all, member);
      Put(all, static_cast<std::uint16_t>(member.local_name.size()));
      Put(all, std::uint16_t{0});
      all += member.local_name + member.data;

      Put(directory, 0x02014b50u);
      Put(directory, std::uint16_t{20});
      PutCommon(directory, member);
      Put(directory, static_cast<std::uint16_t>(member.name.size()));
      directory += std::string(12, '\0');
      Put(directory, at);
      directory += member.name;
    }
    auto begin = static_cast<std::uint32_t>(all.size());
    all += directory;
    Put(all, 0x06054b50u);
    Put(all, std::uint32_t{0});
    Put(all, static_cast<std::uint16_t>(members.size()));
    Put(all, static_cast<std::uint16_t>(members.size()));
    Put(all, static_cast<std::uint32_t>(directory.size()));
    Put(all, begin);
    Put(all, static_cast<std::uint16_t>(comment.size()));
    return all + comment;
  }

 private:
  static void PutCommon(std::string& out, const Member& member) {
    Put(out, std::uint16_t{20});
    Put(out, member.flags);
    Put(out, member.method);
    Put(out, std::uint32_t{0});
    Put(out, member.crc);
    Put(out, member.packed);
    Put(out, member.unpacked);
  }
};

}  // namespace aegle
