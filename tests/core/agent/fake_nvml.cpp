// A library with NVML's functions, for two GPUs that a test moves through the environment of its process.
#include <cstdlib>
#include <cstring>

namespace
{

constexpr int kSuccess = 0;
constexpr int kNotSupported = 3;

int devices[2];

unsigned long long setting(const char *name, unsigned long long otherwise)
{
    const char *text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

unsigned long long indexOf(const void *device)
{
    return device == &devices[1] ? 1 : 0;
}

} // namespace

extern "C" {
int nvmlInit_v2();
int nvmlShutdown();
int nvmlDeviceGetCount_v2(unsigned int *count);
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device);
int nvmlDeviceGetName(void *device, char *name, unsigned int length);
int nvmlDeviceGetUtilizationRates(void *device, unsigned int *percents);
int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *bytes);
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned int *celsius);
int nvmlDeviceGetPowerUsage(void *device, unsigned int *milliwatts);
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules);
int nvmlDeviceGetCurrentClocksThrottleReasons(void *device, unsigned long long *reasons);
int nvmlDeviceGetViolationStatus(void *device, int policy, unsigned long long *times);

int nvmlInit_v2()
{
    return static_cast<int>(setting("FAKE_NVML_INIT", 0));
}
int nvmlShutdown()
{
    return kSuccess;
}
int nvmlDeviceGetCount_v2(unsigned int *count)
{
    *count = 2;
    return kSuccess;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **device)
{
    *device = &devices[index];
    return kSuccess;
}
int nvmlDeviceGetName(void *, char *name, unsigned int length)
{
    std::strncpy(name, "Fake H200", length);
    return kSuccess;
}
int nvmlDeviceGetUtilizationRates(void *device, unsigned int *percents)
{
    percents[0] = indexOf(device) == 0 ? 40 : 60;
    percents[1] = 10;
    return static_cast<int>(setting("FAKE_NVML_UTILIZATION", 0));
}
int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *bytes)
{
    bytes[0] = 1000;
    bytes[1] = 800;
    bytes[2] = 200 + 100 * indexOf(device);
    return kSuccess;
}
int nvmlDeviceGetTemperature(void *device, int, unsigned int *celsius)
{
    *celsius = static_cast<unsigned int>(50 + 10 * indexOf(device));
    return kSuccess;
}
int nvmlDeviceGetPowerUsage(void *, unsigned int *milliwatts)
{
    *milliwatts = 250'500;
    return kSuccess;
}
int nvmlDeviceGetTotalEnergyConsumption(void *, unsigned long long *millijoules)
{
    *millijoules = setting("FAKE_NVML_ENERGY", 1'000'000);
    return kSuccess;
}
int nvmlDeviceGetCurrentClocksThrottleReasons(void *, unsigned long long *reasons)
{
    *reasons = setting("FAKE_NVML_REASONS", 1);
    return kSuccess;
}
int nvmlDeviceGetViolationStatus(void *, int policy, unsigned long long *times)
{
    times[0] = 0;
    times[1] = policy == 0 ? setting("FAKE_NVML_VIOLATION", 0) : 0;
    return std::getenv("FAKE_NVML_VIOLATION") ? kSuccess : kNotSupported;
}
}
