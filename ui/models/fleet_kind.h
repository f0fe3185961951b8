#pragma once

namespace iso::models
{

/// What a row of the fleet table is.
enum class FleetKind { Region, Site, Node };

} // namespace iso::models
