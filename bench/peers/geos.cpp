// GEOS as a peer of the overlay benchmark: all intersection areas of two coverages by a tree of boxes (STRtree) and OverlayNG,
// pair by pair, in any number of threads. Floating precision throughout; nothing is snapped. Every polygon of A is
// prepared, and those of B that do not touch it are sorted out by that: road networks, whose boxes meet hundreds of parcels, make
// it save a quarter. Preparing the larger of the two instead, or asking OverlayNG for areas alone, saves no more.
//
//   geos A B [--threads N] [--hash no|first|stored] [--sample N]
//
// A and B are files of coverage-file.js. Both are made into polygons of GEOS before the first run; that time is not counted.
// Then, as every engine of the bench: "run" on standard input is answered by one line of JSON, "save PATH" writes the pairs of
// the last run as records {int32 a, int32 b, float64 area}, and the end of standard input ends the process.
//
// --hash first    polygons with the same hash of their coordinates in both years are paired without geometry; hashing counts
// --hash stored   the same, with hashes and areas known beforehand
// --sample N      about N features of A, in blocks of 128 that lie together, against all of B; the loop is extrapolated

#define USE_UNSTABLE_GEOS_CPP_API
#include <geos/geom/CoordinateArraySequence.h>
#include <geos/geom/GeometryFactory.h>
#include <geos/geom/LinearRing.h>
#include <geos/geom/Polygon.h>
#include <geos/geom/prep/PreparedGeometry.h>
#include <geos/geom/prep/PreparedGeometryFactory.h>
#include <geos/index/strtree/TemplateSTRtree.h>
#include <geos/operation/overlayng/OverlayNGRobust.h>
#include <geos/version.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

using geos::geom::Polygon;
using geos::geom::prep::PreparedGeometryFactory;
using geos::operation::overlayng::OverlayNGRobust;
using Tree = geos::index::strtree::TemplateSTRtree<uint32_t>;

namespace {

constexpr int32_t MAGIC = 0x47564f43;
constexpr int32_t VERSION = 1;
constexpr off_t HEADER_BYTES = 64;

struct Options {
  std::string files[2];
  unsigned threads = 1;
  std::string hash = "no";
  size_t sample = 0;
};

struct Pair {
  int32_t a;
  int32_t b;
  double area;
};

[[noreturn]] void fail(const std::string& sentence) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  std::exit(2);
}

/** One year: polygons of GEOS, and the bytes of every feature's coordinates for hashing. */
class Coverage {
 public:
  explicit Coverage(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) fail("cannot open " + path);
    const void* mapped = mmap(nullptr, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (mapped == MAP_FAILED) fail("cannot map " + path);
    const auto* bytes = static_cast<const char*>(mapped);
    int32_t head[4];
    double vertexCount;
    if (status.st_size < HEADER_BYTES) fail(path + " ends too early");
    std::memcpy(head, bytes, sizeof head);
    std::memcpy(&vertexCount, bytes + sizeof head, sizeof vertexCount);
    if (head[0] != MAGIC || head[1] != VERSION) fail(path + " is not a coverage of this version");
    count_ = head[2];
    const size_t rings = head[3];
    const size_t vertices = static_cast<size_t>(vertexCount);
    size_t at = HEADER_BYTES;
    const auto section = [&](size_t size) {
      const char* start = bytes + at;
      at += (size + 7) / 8 * 8;
      return start;
    };
    featureStart_ = reinterpret_cast<const uint32_t*>(section(4 * (count_ + 1)));
    ringStart_ = reinterpret_cast<const uint32_t*>(section(4 * (rings + 1)));
    section(rings);
    x_ = reinterpret_cast<const double*>(section(8 * vertices));
    y_ = reinterpret_cast<const double*>(section(8 * vertices));
    if (at > static_cast<size_t>(status.st_size)) fail(path + " ends too early");
    polygons.reserve(count_);
    for (size_t f = 0; f < count_; f++) polygons.push_back(polygon(f));
  }

  size_t size() const { return count_; }

  /** FNV-1a over 64-bit words with a final mix, over all coordinates in their order. */
  uint64_t hash(size_t feature) const {
    uint64_t h = 0xcbf29ce484222325u;
    const auto mix = [&h](uint64_t word) { h = (h ^ word) * 0x100000001b3u, h ^= h >> 29; };
    for (uint32_t r = featureStart_[feature]; r < featureStart_[feature + 1]; r++) {
      mix(ringStart_[r + 1] - ringStart_[r]);
      for (uint32_t i = ringStart_[r]; i < ringStart_[r + 1]; i++) {
        uint64_t words[2];
        std::memcpy(&words[0], &x_[i], 8);
        std::memcpy(&words[1], &y_[i], 8);
        mix(words[0]);
        mix(words[1]);
      }
    }
    return h;
  }

  std::vector<std::unique_ptr<Polygon>> polygons;

 private:
  std::unique_ptr<geos::geom::LinearRing> ring(uint32_t r) const {
    std::vector<geos::geom::Coordinate> points;
    points.reserve(ringStart_[r + 1] - ringStart_[r] + 1);
    for (uint32_t i = ringStart_[r]; i < ringStart_[r + 1]; i++) points.emplace_back(x_[i], y_[i]);
    points.push_back(points.front());
    return factory_->createLinearRing(
        std::make_unique<geos::geom::CoordinateArraySequence>(std::move(points), 2));
  }

  /** A feature is one shell followed by its holes. */
  std::unique_ptr<Polygon> polygon(size_t feature) const {
    std::vector<std::unique_ptr<geos::geom::LinearRing>> holes;
    const uint32_t shell = featureStart_[feature];
    for (uint32_t r = shell + 1; r < featureStart_[feature + 1]; r++) holes.push_back(ring(r));
    auto made = factory_->createPolygon(ring(shell), std::move(holes));
    made->getEnvelopeInternal();  // kept by the geometry: threads must not be the first to ask
    return made;
  }

  geos::geom::GeometryFactory::Ptr factory_ = geos::geom::GeometryFactory::create();
  size_t count_ = 0;
  const uint32_t* featureStart_ = nullptr;
  const uint32_t* ringStart_ = nullptr;
  const double* x_ = nullptr;
  const double* y_ = nullptr;
};

/** Calls work(thread, begin, end) for blocks of 0 … count−1 until all are done. */
template <typename Work>
void inThreads(unsigned threads, size_t count, const Work& work) {
  constexpr size_t BLOCK = 128;
  std::atomic<size_t> next{0};
  const auto loop = [&](unsigned thread) {
    for (size_t from; (from = next.fetch_add(BLOCK)) < count;)
      work(thread, from, std::min(count, from + BLOCK));
  };
  std::vector<std::thread> others;
  for (unsigned t = 1; t < threads; t++) others.emplace_back(loop, t);
  loop(0);
  for (auto& other : others) other.join();
}

/** Blocks of 128 features, chosen by a hash of their number: neighbours stay together, as they do in a full run. */
bool inSample(size_t feature, size_t wanted, size_t all) {
  const uint64_t h = (feature / 128 + 1) * 0x9e3779b97f4a7c15u;
  return static_cast<double>((h ^ (h >> 32)) & 0xffffffffu) / 4294967296.0 <
         static_cast<double>(wanted) / static_cast<double>(all);
}

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), a_(options.files[0]), b_(options.files[1]) {
    if (options.hash == "stored") {
      hashesA_ = hashes(a_);
      hashesB_ = hashes(b_);
      for (const auto& polygon : a_.polygons) areas_.push_back(polygon->getArea());
    }
  }

  void run() {
    const double started = now();
    pairs_.clear();
    std::vector<uint32_t> restA;
    std::vector<uint32_t> restB;
    match(restA, restB);
    const size_t all = restA.size();
    if (options_.sample > 0) {
      std::vector<uint32_t> chosen;
      for (const uint32_t a : restA)
        if (inSample(a, options_.sample, all)) chosen.push_back(a);
      restA.swap(chosen);
    }
    Tree tree;
    for (const uint32_t b : restB) tree.insert(*b_.polygons[b]->getEnvelopeInternal(), b);
    if (!restB.empty()) tree.build();
    const double built = now();
    std::vector<std::vector<Pair>> found(options_.threads);
    std::atomic<size_t> candidates{0};
    inThreads(options_.threads, restA.size(), [&](unsigned thread, size_t from, size_t to) {
      size_t seen = 0;
      for (size_t i = from; i < to; i++) overlayOne(restA[i], tree, found[thread], seen);
      candidates += seen;
    });
    for (const auto& some : found) pairs_.insert(pairs_.end(), some.begin(), some.end());
    const double ended = now();
    tell(built - started, ended - built, restA.size(), all, candidates);
  }

  void save(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(pairs_.data()), pairs_.size() * sizeof(Pair));
    std::printf("{\"saved\":%zu}\n", pairs_.size());
    std::fflush(stdout);
  }

 private:
  std::vector<uint64_t> hashes(const Coverage& coverage) const {
    std::vector<uint64_t> made(coverage.size());
    inThreads(options_.threads, made.size(), [&](unsigned, size_t from, size_t to) {
      for (size_t f = from; f < to; f++) made[f] = coverage.hash(f);
    });
    return made;
  }

  /** Pairs equal polygons where asked to; what is left of both years goes into the overlay. */
  void match(std::vector<uint32_t>& restA, std::vector<uint32_t>& restB) {
    if (options_.hash == "no") {
      for (uint32_t a = 0; a < a_.size(); a++) restA.push_back(a);
      for (uint32_t b = 0; b < b_.size(); b++) restB.push_back(b);
      return;
    }
    const bool stored = options_.hash == "stored";
    const auto hashesA = stored ? hashesA_ : hashes(a_);
    const auto hashesB = stored ? hashesB_ : hashes(b_);
    std::unordered_map<uint64_t, uint32_t> byHash;
    byHash.reserve(2 * hashesB.size());
    for (uint32_t b = 0; b < hashesB.size(); b++) byHash.emplace(hashesB[b], b);
    std::vector<bool> taken(hashesB.size());
    for (uint32_t a = 0; a < hashesA.size(); a++) {
      const auto same = byHash.find(hashesA[a]);
      if (same == byHash.end()) {
        restA.push_back(a);
        continue;
      }
      taken[same->second] = true;
      const double area = stored ? areas_[a] : a_.polygons[a]->getArea();
      pairs_.push_back({static_cast<int32_t>(a), static_cast<int32_t>(same->second), area});
    }
    for (uint32_t b = 0; b < hashesB.size(); b++)
      if (!taken[b]) restB.push_back(b);
  }

  /** One feature of A against all of B whose boxes meet it. */
  void overlayOne(uint32_t a, Tree& tree, std::vector<Pair>& found, size_t& seen) const {
    const Polygon* own = a_.polygons[a].get();
    const auto prepared = PreparedGeometryFactory::prepare(own);
    tree.query(*own->getEnvelopeInternal(), [&](uint32_t b) {
      seen++;
      const Polygon* other = b_.polygons[b].get();
      if (!prepared->intersects(other)) return;
      const double area = OverlayNGRobust::Intersection(own, other)->getArea();
      if (area > 0) found.push_back({static_cast<int32_t>(a), static_cast<int32_t>(b), area});
    });
  }

  void tell(double before, double loop, size_t done, size_t all, size_t candidates) const {
    long double total = 0;
    for (const Pair& pair : pairs_) total += pair.area;
    const bool sampled = done < all;
    const double scale = sampled ? static_cast<double>(all) / static_cast<double>(done) : 1;
    std::printf("{\"seconds\":%.6f,\"pairs\":%zu,\"area\":%.17g,\"candidates\":%zu", before + loop * scale,
                pairs_.size(), static_cast<double>(total), candidates);
    if (sampled)
      std::printf(",\"sample\":{\"done\":%zu,\"of\":%zu,\"what\":\"features of A\"}", done, all);
    std::printf("}\n");
    std::fflush(stdout);
  }

  Options options_;
  Coverage a_;
  Coverage b_;
  std::vector<uint64_t> hashesA_;
  std::vector<uint64_t> hashesB_;
  std::vector<double> areas_;
  std::vector<Pair> pairs_;
};

Options parse(int count, char** words) {
  Options options;
  int files = 0;
  for (int i = 1; i < count; i++) {
    const std::string word = words[i];
    const auto value = [&]() -> std::string {
      if (++i >= count) fail(word + " wants a value");
      return words[i];
    };
    if (word == "--threads") options.threads = std::stoul(value());
    else if (word == "--hash") options.hash = value();
    else if (word == "--sample") options.sample = std::stoul(value());
    else if (files < 2) options.files[files++] = word;
    else fail("what is " + word + "?");
  }
  if (files != 2 || options.threads == 0) fail("two files are wanted, and at least one thread");
  return options;
}

}  // namespace

int main(int count, char** words) {
  Bench bench(parse(count, words));
  std::printf("{\"ready\":true,\"version\":\"%s\"}\n", GEOS_VERSION);
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "run") bench.run();
    else if (line.rfind("save ", 0) == 0) bench.save(line.substr(5));
    else fail("what is " + line + "?");
  }
  return 0;
}
