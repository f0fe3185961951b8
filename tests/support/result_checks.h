#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QTest>
#include <string>

// Checks on Result<T> that print the error's own message instead of "returned FALSE". Macros, because QTest reports
// the line where they stand and leaves the test function there.

namespace iso::test
{

template<typename T>
QByteArray describe(const Result<T> &result)
{
    if (result) {
        return QByteArrayLiteral("a value");
    }
    const std::string text = std::string(toText(result.error().code)) + ": " + result.error().message;
    return QByteArray::fromStdString(text);
}

} // namespace iso::test

/// The result holds a value.
#define QVERIFY_RESULT(result)                                                                                         \
    do {                                                                                                               \
        const auto &checkedResult = (result);                                                                          \
        QVERIFY2(checkedResult.has_value(), iso::test::describe(checkedResult).constData());                           \
    } while (false)

/// The result holds a value that equals `expected`.
#define QCOMPARE_RESULT(result, expected)                                                                              \
    do {                                                                                                               \
        const auto &checkedResult = (result);                                                                          \
        QVERIFY2(checkedResult.has_value(), iso::test::describe(checkedResult).constData());                           \
        QCOMPARE(*checkedResult, (expected));                                                                          \
    } while (false)

/// The result is a failure with this ErrorCode.
#define QVERIFY_FAILURE(result, expectedCode)                                                                          \
    do {                                                                                                               \
        const auto &checkedResult = (result);                                                                          \
        QVERIFY2(!checkedResult.has_value(), "succeeded, but should have failed with " #expectedCode);                 \
        QVERIFY2(checkedResult.error().code == (expectedCode), iso::test::describe(checkedResult).constData());        \
    } while (false)
