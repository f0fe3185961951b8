#!/usr/bin/env python3
"""Turns the source map files into world.bin and cities.csv.

Usage: convert.py INPUT_DIR [OUTPUT_DIR]

INPUT_DIR holds countries-110m.json, countries-50m.json (TopoJSON, world-atlas) and cities.csv (GeoNames).
The layout of world.bin is described in README.md and read by ui/map/world_geometry.cpp.
"""
import csv
import json
import pathlib
import struct
import sys
import zlib

MAGIC = b"ISOWORLD"
VERSION = 1
UNITS_PER_DEGREE = 300  # 370 m at the equator, finer than the 50m source
LEVELS = (("110m", 110), ("50m", 50))


def decode_arcs(topology):
    sx, sy = topology["transform"]["scale"]
    tx, ty = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x += dx
            y += dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def arc_points(arcs, index):
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def join_ring(arcs, indexes):
    points = []
    for index in indexes:
        part = arc_points(arcs, index)
        points.extend(part[1:] if points else part)
    return points


def polygons_of(geometry):
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return geometry["arcs"]
    return []


def unwrap(ring):
    """Makes longitudes continuous, so that a ring over the antimeridian does not jump across the world."""
    points = [ring[0]]
    for lon, lat in ring[1:]:
        last = points[-1][0]
        while lon - last > 180:
            lon -= 360
        while lon - last < -180:
            lon += 360
        points.append((lon, lat))
    turn = points[-1][0] - points[0][0]
    if abs(turn) > 180:  # goes round a pole: close it along the pole's edge of the map
        pole = -90.0 if sum(p[1] for p in points) < 0 else 90.0
        points += [(points[-1][0], pole), (points[0][0], pole)]
    return points


def clip_side(ring, edge, keep_greater):
    """Sutherland-Hodgman against one meridian."""
    inside = (lambda p: p[0] >= edge) if keep_greater else (lambda p: p[0] <= edge)
    result = []
    for i, point in enumerate(ring):
        previous = ring[i - 1]
        if inside(point) != inside(previous):
            t = (edge - previous[0]) / (point[0] - previous[0])
            result.append((edge, previous[1] + t * (point[1] - previous[1])))
        if inside(point):
            result.append(point)
    return result


def cut_at_antimeridian(ring):
    ring = unwrap(ring)
    if ring[0] == ring[-1]:
        ring = ring[:-1]
    pieces = []
    for turn in (-360, 0, 360):
        shifted = [(lon + turn, lat) for lon, lat in ring]
        piece = clip_side(clip_side(shifted, -180.0, True), 180.0, False)
        if len(piece) >= 3 and max(p[0] for p in piece) > min(p[0] for p in piece):
            pieces.append(piece)
    return pieces


def quantise(points):
    result = []
    for lon, lat in points:
        q = (round(lon * UNITS_PER_DEGREE), round(lat * UNITS_PER_DEGREE))
        if not result or result[-1] != q:
            result.append(q)
    return result


def has_area(ring):
    return len(ring) >= 3 and len({p[0] for p in ring}) > 1 and len({p[1] for p in ring}) > 1


def land_polygons(topology, arcs):
    polygons = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for rings in polygons_of(geometry):
            pieces = [piece for ring in rings for piece in cut_at_antimeridian(join_ring(arcs, ring))]
            quantised = [q for q in map(quantise, pieces) if has_area(q)]
            if quantised:
                polygons.append(quantised)
    return polygons


def border_lines(topology, arcs):
    """Arcs that two countries share."""
    users = {}
    for country, geometry in enumerate(topology["objects"]["countries"]["geometries"]):
        for rings in polygons_of(geometry):
            for ring in rings:
                for index in ring:
                    users.setdefault(index if index >= 0 else ~index, set()).add(country)
    lines = []
    for index, countries in sorted(users.items()):
        if len(countries) < 2:
            continue
        line = []
        for point in arcs[index]:
            if line and abs(point[0] - line[-1][0]) > 180:
                lines.append(line)
                line = []
            line.append(point)
        lines.append(line)
    return [q for q in map(quantise, lines) if len(q) >= 2]


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def encode_line(points):
    out = bytearray(varint(len(points)))
    x = y = 0
    for px, py in points:
        out += zigzag(px - x) + zigzag(py - y)
        x, y = px, py
    return bytes(out)


def encode_level(name, detail, source):
    topology = json.loads((source / f"countries-{name}.json").read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    polygons = land_polygons(topology, arcs)
    borders = border_lines(topology, arcs)
    out = bytearray(varint(detail) + varint(len(polygons)))
    for rings in polygons:
        out += varint(len(rings)) + b"".join(map(encode_line, rings))
    out += varint(len(borders)) + b"".join(map(encode_line, borders))
    points = sum(len(r) for p in polygons for r in p)
    print(f"{name}: {len(polygons)} polygons, {points} points, {len(borders)} border lines")
    return bytes(out)


def write_world(source, target):
    payload = varint(UNITS_PER_DEGREE) + varint(len(LEVELS))
    payload += b"".join(encode_level(name, detail, source) for name, detail in LEVELS)
    # The four bytes of length in front are what qUncompress expects.
    packed = struct.pack(">I", len(payload)) + zlib.compress(payload, 9)
    data = MAGIC + struct.pack(">II", VERSION, len(packed)) + packed
    (target / "world.bin").write_bytes(data)
    print(f"world.bin: {len(data)} bytes, {len(payload)} unpacked")


def write_cities(source, target):
    with open(source / "cities.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda r: (-int(r["population"]), r["name"], r["country"]))
    with open(target / "cities.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "country", "lat", "lon", "population", "capital"])
        for r in rows:
            # A comma would need quoting; readers of this file split at commas and nothing else.
            name = r["name"].replace(",", " ").replace('"', "'").strip()
            lat, lon = float(r["latitude"]), float(r["longitude"])
            writer.writerow([name, r["country"], f"{lat:.3f}", f"{lon:.3f}", int(r["population"]), r["capital"]])
    print(f"cities.csv: {len(rows)} places")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else pathlib.Path(__file__).resolve().parent
    write_world(source, target)
    write_cities(source, target)


if __name__ == "__main__":
    main()
