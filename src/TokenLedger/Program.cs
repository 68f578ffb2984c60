using System.CommandLine;
using TokenLedger.Commands;

RootCommand root = new("The system of record for AI work: a metering gateway and its ledger.")
{
    PriceCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
