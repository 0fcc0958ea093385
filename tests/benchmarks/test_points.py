"""Points and centres are the same for the same seed, and what they are said to be."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.check import great_circle_km
from benchmarks.points import Placing, draw_centres, generate_points, load_points, on_sphere, read_points


def test_same_seed_same_points():
    """Another seed gives other points."""
    first, again, other = (generate_points(200, seed) for seed in (7, 7, 8))
    assert np.array_equal(first.places, again.places)
    assert not np.array_equal(first.places, other.places)
    assert (first.payroll > 0).all()


@pytest.fixture
def table(tmp_path):
    """Fifty rows as in the file of synthetic accounts."""
    path = tmp_path / "synthetic_tiny.parquet"
    latitude = np.linspace(30, 45, 50, dtype=np.float32)
    columns = {"account_id": np.arange(50), "zip": "00000", "lat": latitude, "lon": -latitude}
    pd.DataFrame({**columns, "payroll_kusd": np.arange(50) + 1.0}).to_parquet(path)
    return path


def test_sample_keeps_rows_whole_and_in_order(table):
    """Places and payroll of a row stay together; the seed decides which rows."""
    points = read_points(table, 20, 7)
    assert points.name == "synthetic_tiny"
    assert (np.diff(points.payroll) > 0).all()
    latitude = np.linspace(30, 45, 50, dtype=np.float32)[(points.payroll - 1).astype(int)]
    assert np.array_equal(points.places, np.column_stack([latitude, -latitude]).astype(float))
    assert np.array_equal(points.places, load_points(table, 20, 7).places)


def test_more_than_there_are(table):
    """Asking for more rows than the file has is refused."""
    with pytest.raises(ValueError, match="50 rows, 51 were asked for"):
        read_points(table, 51, 7)


@pytest.mark.parametrize("placing", Placing)
def test_centres_are_distinct_places_of_accounts(placing):
    """Also where many accounts share a place."""
    places = np.repeat(np.array([[30.0, -90.0], [31.0, -91.0], [32.0, -92.0], [50.0, -120.0]]), [50, 5, 5, 1], axis=0)
    centres = draw_centres(places, 4, placing, 7)
    assert sorted(map(tuple, centres.tolist())) == sorted(set(map(tuple, places.tolist())))
    with pytest.raises(ValueError, match="4 distinct places"):
        draw_centres(places, 5, placing, 7)


def test_spread_centres_lie_further_apart():
    """The nearest two of spread centres are further apart than those drawn by density."""
    places = generate_points(2_000, 7).places

    def nearest(placing):
        centres = draw_centres(places, 20, placing, 7)
        between = great_circle_km(centres[:, None], centres[None])
        return between[~np.eye(20, dtype=bool)].min()

    assert nearest(Placing.SPREAD) > nearest(Placing.DENSITY)


def test_even_centres_follow_the_accounts():
    """The most crowded of even centres is nearest to fewer accounts than the most crowded of those by density."""
    places = generate_points(2_000, 7).places

    def most_crowded(placing):
        centres = draw_centres(places, 20, placing, 7)
        return np.bincount(great_circle_km(places[:, None], centres[None]).argmin(axis=1)).max()

    assert most_crowded(Placing.EVEN) < most_crowded(Placing.DENSITY)


def test_sphere_keeps_distances():
    """The straight line between two points on the globe is the chord of their great circle."""
    places = np.array([[40.0, -74.0], [34.0, -118.0]])
    chord = np.linalg.norm(np.diff(on_sphere(places), axis=0))
    arc = great_circle_km(places[:1], places[1:])[0]
    assert chord == pytest.approx(2 * 6371.0 * np.sin(arc / 2 / 6371.0))
