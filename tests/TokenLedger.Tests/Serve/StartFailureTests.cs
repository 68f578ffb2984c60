using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using TokenLedger.Serve;

namespace TokenLedger.Tests.Serve;

public sealed class StartFailureTests
{
    private static readonly IPEndPoint Listen = new(IPAddress.Loopback, 80);

    [Fact]
    public void A_taken_port_is_named_with_the_way_out() =>
        Assert.Equal(
            "Port 80 is taken on 127.0.0.1. Stop the program that uses it, or pick another port: "
                + "--listen 127.0.0.1:0 takes any free one.",
            StartFailure.OfListener(Listen, new IOException("bind", new AddressInUseException("in use"))).Message
        );

    [Theory]
    [InlineData(SocketError.AccessDenied, "Pick a port from 1024 on")]
    [InlineData(SocketError.AddressNotAvailable, "No interface of this machine has the address 127.0.0.1.")]
    [InlineData(SocketError.NetworkDown, "Cannot listen on 127.0.0.1:80: ")]
    public void Other_failures_of_the_listener_are_told_apart(SocketError error, string sentence) =>
        Assert.Contains(
            sentence,
            StartFailure.OfListener(Listen, new SocketException((int)error)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_data_folder_out_of_reach_or_full_says_what_to_do()
    {
        Assert.Contains(
            "not writable by this user",
            StartFailure.OfDataFolder("/data", new UnauthorizedAccessException()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is full",
            StartFailure.OfDataFolder("/data", new IOException("No space left on device", 28)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_data_folder_that_is_a_file_is_called_so()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.Equal(
                $"The data folder {file} is a file. Move it away, or name a folder: --data DIR.",
                StartFailure.OfDataFolder(file, new IOException("exists")).Message
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_ledger_that_can_no_longer_write_says_why_and_what_to_do() =>
        Assert.Equal(
            "The gateway stops, because the ledger in /data can no longer write: No space left on device. Free space on "
                + "that disk or mend it, then start again; nothing that was acknowledged is lost.",
            StartFailure.OfLedger("/data", "No space left on device.")
        );
}
