// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// A price feed with the interface that a Chainlink proxy shows, and phases that a test can start.
contract Feed {
    struct Answer {
        int256 value;
        uint256 time;
    }

    string public description;
    uint8 public decimals;
    uint16 public phaseId = 1;
    mapping(uint16 => Answer[]) private answers;
    mapping(uint16 => Phase) private phases;

    constructor(string memory name, uint8 places) {
        description = name;
        decimals = places;
        phases[1] = new Phase();
    }

    function startPhase() external {
        phaseId += 1;
        phases[phaseId] = new Phase();
    }

    function push(int256 value, uint256 time) external {
        answers[phaseId].push(Answer(value, time));
        phases[phaseId].set(answers[phaseId].length);
    }

    function pushSeries(int256 first, uint256 start, uint256 step, uint256 count) external {
        for (uint256 i = 0; i < count; i++) {
            answers[phaseId].push(Answer(first + int256(i), start + i * step));
        }
        phases[phaseId].set(answers[phaseId].length);
    }

    function phaseAggregators(uint16 phase) external view returns (address) {
        return address(phases[phase]);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return round(phaseId, uint64(answers[phaseId].length));
    }

    function getRoundData(uint80 id) external view returns (uint80, int256, uint256, uint256, uint80) {
        return round(uint16(id >> 64), uint64(id));
    }

    function round(uint16 phase, uint64 number) private view returns (uint80, int256, uint256, uint256, uint80) {
        require(number > 0 && number <= answers[phase].length, "No data present");
        Answer storage answer = answers[phase][number - 1];
        uint80 id = (uint80(phase) << 64) | number;
        return (id, answer.value, answer.time, answer.time, id);
    }
}

/// What stands behind one phase of a feed.
contract Phase {
    uint256 public latestRound;

    function set(uint256 count) external {
        latestRound = count;
    }
}
