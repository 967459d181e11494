#include "app/secret_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace figlink {
namespace {

struct SecretFile : testing::Test {
  SecretFile() {
    char name[] = "/tmp/figlink-secret-XXXXXX";
    folder = ::mkdtemp(name);
  }
  ~SecretFile() override { std::filesystem::remove_all(folder); }
  std::string secret_of(const std::string& text) {
    std::ofstream(folder + "/token") << text;
    auto secret = read_secret_file(folder + "/token");
    return secret ? std::string(secret->expose()) : secret.error().message;
  }
  std::string folder;
};

TEST_F(SecretFile, OneNewlineAtTheEndIsLeftOutAndNothingElse) {
  EXPECT_EQ(secret_of("figd_x"), "figd_x");
  EXPECT_EQ(secret_of("figd_x\n"), "figd_x");
  EXPECT_EQ(secret_of("figd_x\r\n"), "figd_x");
  EXPECT_EQ(secret_of("figd_x\n\n"), "figd_x\n") << "linking names what is wrong with it";
  EXPECT_EQ(secret_of(" figd_x "), " figd_x ");
  EXPECT_EQ(secret_of(""), "");
}

TEST_F(SecretFile, WhatCannotBeATokenIsRefused) {
  EXPECT_EQ(read_secret_file(folder + "/none").error().message,
            "The file " + folder + "/none cannot be read: No such file or directory.");
  EXPECT_EQ(secret_of(std::string(kSecretMax, 'x')),
            "The file " + folder + "/token is longer than any token.");
  EXPECT_FALSE(read_secret_file(folder).has_value()) << "a folder is no file";
}

TEST_F(SecretFile, ATextFileIsReadWholeUpToItsBound) {
  std::ofstream(folder + "/inputs") << std::string(200'000, 'y');
  EXPECT_EQ(read_text_file(folder + "/inputs").value().size(), 200'000u);
  std::ofstream(folder + "/huge") << std::string(kInputFileMax + 1, 'y');
  EXPECT_EQ(read_text_file(folder + "/huge").error().fault, Fault::too_large);
}

}  // namespace
}  // namespace figlink
