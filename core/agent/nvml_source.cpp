#include "core/agent/nvml_source.h"

#include "core/agent/text_scan.h"

#include <algorithm>
#include <array>
#include <dlfcn.h>
#include <fmt/format.h>

namespace iso::agent
{

namespace
{

// The part of nvml.h that is used here, after NVIDIA's "NVML API Reference Guide". Its ABI has been stable since
// driver 260; functions with a suffix are the current form.
using Status = int;
constexpr Status kSuccess = 0;
constexpr Status kNotSupported = 3;
constexpr Status kDriverNotLoaded = 9;
constexpr Status kFunctionNotFound = 13;
constexpr Status kGpuIsLost = 15;
constexpr Status kUninitialized = 1;

using Device = void *;
struct Utilization {
    unsigned int gpu;    ///< percent of the last sample period in which a kernel ran
    unsigned int memory; ///< percent
};
struct Memory {
    unsigned long long total; ///< bytes
    unsigned long long free;
    unsigned long long used;
};
struct ViolationTime {
    unsigned long long reference; ///< microseconds
    unsigned long long violation; ///< nanoseconds
};
constexpr int kSensorGpu = 0;
constexpr int kPolicyPower = 0;
constexpr int kPolicyThermal = 1;
constexpr unsigned int kNameSize = 96;
/// Reasons that hold a clock below what was asked for: software power cap, hardware slowdown, software and hardware
/// thermal slowdown, power brake. Idle, application clocks, sync boost and display clocks are no throttling.
constexpr unsigned long long kThrottling = 0x4 | 0x8 | 0x20 | 0x40 | 0x80;

constexpr unsigned int kMostGpus = 64; // as many as a birth may name

class Library
{
public:
    explicit Library(const char *name)
        : m_handle(::dlopen(name, RTLD_NOW | RTLD_LOCAL))
    {
    }
    ~Library()
    {
        if (m_handle) {
            ::dlclose(m_handle);
        }
    }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;

    [[nodiscard]] bool isOpen() const { return m_handle != nullptr; }
    /// Null when the library, being older or newer, lacks it.
    template<typename Function>
    void find(Function &function, const char *name) const
    {
        function = reinterpret_cast<Function>(::dlsym(m_handle, name));
    }

private:
    void *m_handle;
};

struct Functions {
    explicit Functions(const Library &library)
    {
        library.find(init, "nvmlInit_v2");
        library.find(shutdown, "nvmlShutdown");
        library.find(count, "nvmlDeviceGetCount_v2");
        library.find(device, "nvmlDeviceGetHandleByIndex_v2");
        library.find(name, "nvmlDeviceGetName");
        library.find(utilization, "nvmlDeviceGetUtilizationRates");
        library.find(memory, "nvmlDeviceGetMemoryInfo");
        library.find(temperature, "nvmlDeviceGetTemperature");
        library.find(power, "nvmlDeviceGetPowerUsage");
        library.find(energy, "nvmlDeviceGetTotalEnergyConsumption");
        library.find(throttleReasons, "nvmlDeviceGetCurrentClocksThrottleReasons");
        library.find(violation, "nvmlDeviceGetViolationStatus");
    }
    [[nodiscard]] bool isUsable() const { return init && shutdown && count && device; }

    Status (*init)() = nullptr;
    Status (*shutdown)() = nullptr;
    Status (*count)(unsigned int *) = nullptr;
    Status (*device)(unsigned int, Device *) = nullptr;
    Status (*name)(Device, char *, unsigned int) = nullptr;
    Status (*utilization)(Device, Utilization *) = nullptr;
    Status (*memory)(Device, Memory *) = nullptr;
    Status (*temperature)(Device, int, unsigned int *) = nullptr;
    Status (*power)(Device, unsigned int *) = nullptr;        ///< mW
    Status (*energy)(Device, unsigned long long *) = nullptr; ///< mJ since the driver was loaded
    Status (*throttleReasons)(Device, unsigned long long *) = nullptr;
    Status (*violation)(Device, int, ViolationTime *) = nullptr;
};

class NvmlSource final : public GpuSource
{
public:
    NvmlSource(std::unique_ptr<Library> library, const Functions &functions)
        : m_library(std::move(library))
        , m_nvml(functions)
    {
        unsigned int count = 0;
        if (m_nvml.count(&count) != kSuccess) {
            return;
        }
        for (unsigned int i = 0; i < std::min(count, kMostGpus); ++i) {
            Device device = nullptr;
            if (m_nvml.device(i, &device) == kSuccess) {
                m_devices.push_back(device);
            }
        }
    }
    ~NvmlSource() override { m_nvml.shutdown(); }

    std::vector<wire::GpuDescription> gpus() override
    {
        std::vector<wire::GpuDescription> descriptions;
        for (Device device : m_devices) {
            std::array<char, kNameSize> name{};
            if (m_nvml.name && m_nvml.name(device, name.data(), kNameSize) == kSuccess) {
                name.back() = '\0';
            }
            const std::string_view text(name.data());
            const auto memory = ask<Memory>("memory", m_nvml.memory, device);
            descriptions.push_back(
                {text.empty() || !isPlainText(text) ? "NVIDIA GPU" : std::string(text), memory ? memory->total : 0});
        }
        return descriptions;
    }

    Measured<std::vector<GpuReading>> read() override
    {
        m_isLost = false;
        std::vector<GpuReading> readings;
        readings.reserve(m_devices.size());
        for (Device device : m_devices) {
            readings.push_back(readOne(device));
        }
        if (m_isLost) {
            return missing(telemetry::Absence::ScrapeFailed, "a GPU does not answer any more (lost, or its driver was "
                                                             "unloaded)");
        }
        return readings;
    }

private:
    GpuReading readOne(Device device)
    {
        GpuReading reading;
        reading.utilization_ratio =
            ask<Utilization>("utilisation", m_nvml.utilization, device).map([](Utilization percent) {
                return std::min(percent.gpu, 100U) / 100.0;
            });
        reading.memoryUsed_bytes = ask<Memory>("memory", m_nvml.memory, device).map([](const Memory &memory) {
            return std::uint64_t{memory.used};
        });
        reading.temperature_celsius =
            ask<unsigned int>("temperature", m_nvml.temperature, device, kSensorGpu).map([](unsigned int celsius) {
                return static_cast<double>(celsius);
            });
        reading.power_watts =
            ask<unsigned int>("power", m_nvml.power, device).map([](unsigned int mW) { return mW / 1000.0; });
        reading.energy_joules = ask<unsigned long long>("energy", m_nvml.energy, device).map([](unsigned long long mJ) {
            return static_cast<double>(mJ) / 1000;
        });
        reading.isThrottled = ask<unsigned long long>("throttle reasons", m_nvml.throttleReasons, device)
                                  .map([](unsigned long long reasons) { return (reasons & kThrottling) != 0; });
        reading.throttled_s = throttledTime(device);
        return reading;
    }

    Measured<double> throttledTime(Device device)
    {
        const auto power = ask<ViolationTime>("throttled time", m_nvml.violation, device, kPolicyPower);
        const auto thermal = ask<ViolationTime>("throttled time", m_nvml.violation, device, kPolicyThermal);
        if (!power && !thermal) {
            return tl::unexpected(power.error());
        }
        // The two may overlap, so their sum would say too much.
        const unsigned long long longest_ns = std::max(power ? power->violation : 0, thermal ? thermal->violation : 0);
        return static_cast<double>(longest_ns) / 1e9;
    }

    /// Calls function(device, extra..., &value).
    template<typename Value, typename Function, typename... Extra>
    Measured<Value> ask(const char *what, Function function, Device device, Extra... extra)
    {
        Value value{};
        const Status status = function ? function(device, extra..., &value) : kFunctionNotFound;
        if (status == kSuccess) {
            return value;
        }
        m_isLost |= status == kGpuIsLost || status == kUninitialized || status == kDriverNotLoaded;
        const bool isUnknown = status == kNotSupported || status == kFunctionNotFound;
        return missing(isUnknown ? telemetry::Absence::NotExported : telemetry::Absence::ScrapeFailed,
                       isUnknown ? fmt::format("this GPU or its driver does not tell its {}", what)
                                 : fmt::format("NVML error {} for the GPU's {}", status, what));
    }

    std::unique_ptr<Library> m_library;
    Functions m_nvml;
    std::vector<Device> m_devices;
    bool m_isLost = false;
};

} // namespace

Result<std::unique_ptr<GpuSource>> openNvml(const std::string &library)
{
    auto loaded = std::make_unique<Library>(library.c_str());
    if (!loaded->isOpen()) {
        return failure(ErrorCode::NotFound, fmt::format("no NVIDIA GPU: {} is not here", library));
    }
    const Functions functions(*loaded);
    if (!functions.isUsable()) {
        return failure(ErrorCode::Unsupported, fmt::format("{} is not NVIDIA's management library", library));
    }
    const Status status = functions.init();
    if (status == kDriverNotLoaded) {
        return failure(ErrorCode::NotFound, "no NVIDIA GPU: the driver is not loaded");
    }
    if (status != kSuccess) {
        return failure(ErrorCode::Io, fmt::format("NVML does not start: error {}", status));
    }
    return std::make_unique<NvmlSource>(std::move(loaded), functions);
}

} // namespace iso::agent
