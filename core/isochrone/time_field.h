#pragma once

#include "core/isochrone/path_model.h"
#include "core/isochrone/sources.h"
#include "core/isochrone/sphere.h"

#include <array>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace iso::isochrone
{

/// The time to the first token at every place on Earth: the least over all sources of measured p95 plus the model's
/// round trip. Exact at every point, in well under a microsecond: an index of blocks of 2.5 degrees knows which sources
/// can be the best in each. Immutable once built; any thread.
class TimeField
{
public:
    struct At {
        double time_ms = 0;
        std::uint32_t source = 0; ///< index into sources()
    };
    /// A source that is the best one somewhere.
    struct Site {
        Vector at;
        double ttft_ms = 0;
        std::uint32_t source = 0;
    };

    /// Nothing when stopped.
    static std::optional<TimeField> build(std::vector<Source> sources, const PathModel &model,
                                          const std::stop_token &stop = {});

    [[nodiscard]] const std::vector<Source> &sources() const { return m_sources; }
    [[nodiscard]] const PathModel &model() const { return m_model; }
    /// Those that are the best at least at their own place, least p95 first. All others change nothing anywhere.
    [[nodiscard]] const std::vector<Site> &sites() const { return m_sites; }
    /// Milliseconds that a radian of distance adds.
    [[nodiscard]] double slope_ms_per_rad() const { return m_slope_ms_per_rad; }

    /// Nothing when there is no source at all.
    [[nodiscard]] std::optional<At> at(const GeoPoint &place) const;

private:
    static constexpr int kRows = 72; ///< of 2.5 degrees, from the south
    static constexpr int kColumns = 144;

    /// A source that may be the best in a block.
    struct Candidate {
        std::uint32_t site = 0;
        double atCenter_ms = 0;
    };
    struct Block {
        double south_deg;
        double west_deg;
        double side_deg;
    };

    TimeField(std::vector<Source> sources, const PathModel &model);
    void keepWinners();
    bool buildIndex(const std::stop_token &stop);
    void divide(const Block &block, const std::vector<Candidate> &parents);
    [[nodiscard]] std::vector<Candidate> candidatesIn(const Block &block, const std::vector<Candidate> &parents) const;
    [[nodiscard]] double roundTripTo(const Site &site, const Vector &at) const;

    std::vector<Source> m_sources;
    PathModel m_model;
    double m_slope_ms_per_rad;
    std::vector<Site> m_sites;
    std::array<std::uint32_t, kRows * kColumns> m_first{}; ///< of each block in m_candidates
    std::array<std::uint32_t, kRows * kColumns> m_count{};
    std::vector<Candidate> m_candidates; ///< of all blocks, best at the block's middle first
};

} // namespace iso::isochrone
