//! A folder with one keystore in it, and with what comes to it and goes from it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use key_derivation::{Algorithm, Catalogue};
use kms::identity::{Identity, enrol};
use kms::keys::generate;
use kms::package::{Order, Selection, create};
use kms::{Result, Session};

use crate::world::{found, new_key, unlock};

/// The province whose keystore sends.
const PROVINCE: &str = "410000";
/// The city under it, whose keystore receives and derives for cards.
const CITY: &str = "410100";
/// Algorithms of the packages that wait for the city, one package each.
const SENT: [Algorithm; 3] = [Algorithm::Aes128, Algorithm::Sm4, Algorithm::Tdes2];

/// One keystore's folder: the keystore, packages and receipts in `out`, the two carriers of components `a` and `b`,
/// and in `in` what came.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    region: &'static str,
}

impl Site {
    /// The site of this region in `folder`; none where no such region takes part.
    #[must_use]
    pub fn at(folder: &Path, region: &str) -> Option<Self> {
        let region = [PROVINCE, CITY].into_iter().find(|one| *one == region)?;
        let folder = folder.to_owned();
        Some(Self { folder, region })
    }

    /// Founds a province and a city that know one another, in two folders. A key of the province is in use, three
    /// packages have come to the city, and so have their components.
    ///
    /// # Errors
    /// As every operation that makes them.
    ///
    /// # Panics
    /// Where a folder cannot be made.
    pub fn found_both(folder: &Path) -> Result<[Self; 2]> {
        let [province, city] = ["province", "city"].map(|name| folder.join(name));
        for folder in [&province, &city] {
            for name in ["a", "b", "out", "in"] {
                fs::create_dir_all(folder.join(name)).expect("a folder");
            }
        }
        let sites = [(province, PROVINCE), (city, CITY)];
        let [province, city] = sites.map(|(folder, region)| Self { folder, region });
        let mut above = found(&province.keystore(), PROVINCE, false)?;
        let mut below = found(&city.keystore(), CITY, false)?;
        enrol_each_other(&mut above, &mut below)?;
        // The packages are sent from a copy of the province: its log stays short, and the work there begins afresh.
        drop(above);
        let sender = folder.join("sender.kms");
        fs::copy(province.keystore(), &sender).expect("a copy");
        let mut sender = unlock(&sender, PROVINCE, "package create")?;
        for (number, algorithm) in SENT.into_iter().enumerate() {
            generate(
                &mut sender,
                &Catalogue::builtin(),
                &new_key("STK", algorithm),
            )?;
            create(&mut sender, &city.order_for(number, algorithm)?)?;
        }
        generate(
            &mut below,
            &Catalogue::builtin(),
            &new_key("PUK", Algorithm::Aes128),
        )?;
        let mut above = province.unlock()?;
        generate(
            &mut above,
            &Catalogue::builtin(),
            &new_key("STK", Algorithm::Aes128),
        )?;
        Ok([province, city])
    }

    /// What brings package `number` here.
    fn order_for(&self, number: usize, algorithm: Algorithm) -> Result<Order> {
        let [a, b, package] = self.waiting(number);
        for folder in [&a, &b, &package] {
            fs::create_dir_all(folder).expect("a folder");
        }
        Ok(Order {
            to: self.region.parse()?,
            selection: Selection {
                algorithms: vec![algorithm],
                ..Selection::default()
            },
            transport: None,
            component_folders: vec![a, b],
            folder: package,
        })
    }

    fn waiting(&self, number: usize) -> [PathBuf; 3] {
        ["a", "b", "package"].map(|name| self.folder.join("in").join(format!("{number}-{name}")))
    }

    /// What has come to this site: the two component files and the package file of each.
    ///
    /// # Panics
    /// Where what came is gone.
    #[must_use]
    pub fn deliveries(&self) -> Vec<[PathBuf; 3]> {
        let only = |folder: PathBuf| {
            let mut files = fs::read_dir(folder).expect("a folder that came");
            files.next().expect("a file that came").expect("it").path()
        };
        let is_there = |number: &usize| self.waiting(*number)[0].exists();
        (0..SENT.len())
            .filter(is_there)
            .map(|number| self.waiting(number).map(only))
            .collect()
    }

    /// Its region.
    #[must_use]
    pub fn region(&self) -> &'static str {
        self.region
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its keystore.
    #[must_use]
    pub fn keystore(&self) -> PathBuf {
        self.folder.join("keystore.kms")
    }

    /// Where packages and receipts go.
    #[must_use]
    pub fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// Where components go.
    #[must_use]
    pub fn carriers(&self) -> [PathBuf; 2] {
        ["a", "b"].map(|name| self.folder.join(name))
    }

    /// Opens the keystore with its officers.
    ///
    /// # Errors
    /// As [`Session::unlock`].
    pub fn unlock(&self) -> Result<Session> {
        unlock(&self.keystore(), self.region, "work")
    }

    /// A copy of everything, in another folder.
    ///
    /// # Errors
    /// An error of the system.
    pub fn copy_to(&self, folder: &Path) -> io::Result<Self> {
        copy_folder(&self.folder, folder)?;
        let (folder, region) = (folder.to_owned(), self.region);
        Ok(Self { folder, region })
    }
}

fn enrol_each_other(one: &mut Session, other: &mut Session) -> Result<()> {
    let (first, second) = (Identity::of(one.state()), Identity::of(other.state()));
    enrol(one, &second, &second.fingerprint()?, false)?;
    enrol(other, &first, &first.fingerprint()?, false)?;
    Ok(())
}

/// Whether this is a component file of the transport key `id`: its name has the first eight digits.
#[must_use]
pub fn is_component_of(path: &Path, id: &str) -> bool {
    let short = id.get(..8).unwrap_or(id);
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(short))
}

/// Copies a folder with everything in it.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
